/** Makes the database of DATABASE_URL ready: `node packages/db/src/migrate.ts`. */
import { z } from 'zod'
import { MigrationError, migrateDatabase } from './migrate-database.ts'

const env = z.object({ DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }) }).safeParse(process.env)

if (!env.success) {
  console.error(
    'DATABASE_URL must be the address of a PostgreSQL database, such as postgresql://user:password@localhost/atelier',
  )
  process.exitCode = 1
} else {
  try {
    const { applied } = await migrateDatabase(env.data.DATABASE_URL)
    for (const name of applied) console.log(`Applied migration ${name}`)
  } catch (error) {
    if (!(error instanceof MigrationError)) throw error
    console.error(error.message)
    process.exitCode = 1
  }
}
