import path from 'node:path'
import { defineConfig } from 'prisma/config'

const root = import.meta.dirname
// The CLI starts the engine through its #! line: let that find this Node, not an older one of the machine.
process.env.PATH = [path.dirname(process.execPath), process.env.PATH].join(path.delimiter)
process.env.CHECKPOINT_DISABLE ??= '1'
process.env.PRISMA_SCHEMA_ENGINE_BINARY = path.join(root, 'packages/db/src/schema-engine.mjs')

export default defineConfig({
  schema: path.join(root, 'prisma/schema.prisma'),
  // A restore makes the tables of an older version first.
  migrations: { path: process.env.ATELIER_MIGRATIONS ?? path.join(root, 'prisma/migrations') },
  // Generating the client needs no database, so an unset address is an error of the commands that do.
  ...(process.env.DATABASE_URL ? { datasource: { url: process.env.DATABASE_URL } } : {}),
})
