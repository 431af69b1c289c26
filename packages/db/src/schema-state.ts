import { readdirSync } from 'node:fs'
import path from 'node:path'
import { setTimeout } from 'node:timers/promises'
import type { Database } from './database.ts'
import { isDatabaseAway } from './is-database-away.ts'

/** How a database stands to the code: `behind` lacks migrations, `newer` has some that this code does not know. */
export type SchemaState =
  | { readonly kind: 'current' }
  | { readonly kind: 'behind' | 'newer'; readonly migrations: readonly [string, ...string[]] }

export const migrationsFolder = path.resolve(import.meta.dirname, '../../../prisma/migrations')

/** The migrations that this code brings, oldest first. */
export const knownMigrations = (): readonly string[] =>
  readdirSync(migrationsFolder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort()

/** Compares migrations that were applied with those of the code. Newer outweighs behind. */
export function compareMigrations(applied: readonly string[], known: readonly string[]): SchemaState {
  const newer = applied.filter((name) => !known.includes(name))
  const behind = known.filter((name) => !applied.includes(name))
  const kind = newer.length > 0 ? 'newer' : 'behind'
  const [first, ...more] = kind === 'newer' ? newer : behind
  return first === undefined ? { kind: 'current' } : { kind, migrations: [first, ...more] }
}

/** How the database stands to this code, or to the migrations that it had when the process began. */
export async function schemaState(db: Database, known = knownMigrations()): Promise<SchemaState> {
  const [table] = await db.$queryRaw<{ readonly exists: boolean }[]>`
    SELECT to_regclass('_prisma_migrations') IS NOT NULL AS exists`
  if (!table?.exists) return compareMigrations([], known)
  const rows = await db.$queryRaw<{ readonly name: string }[]>`
    SELECT migration_name AS name FROM _prisma_migrations
    WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL`
  return compareMigrations(
    rows.map(({ name }) => name),
    known,
  )
}

const LOOK_AGAIN_MS = 200

/**
 * For processes that use the database and do not migrate it. One that is away is waited for: after a power cut all start
 * at once, and PostgreSQL mends its files first.
 * @param patienceMs how long
 * @throws Error with one sentence when the database is newer than this code, or lacks migrations; as the queries of a
 *   database that is away when it stays so
 */
export async function requireCurrentSchema(db: Database, patienceMs = 20_000): Promise<void> {
  const deadline = performance.now() + patienceMs
  const ask = (): Promise<SchemaState> =>
    schemaState(db).catch(async (error: unknown) => {
      if (!isDatabaseAway(error) || performance.now() > deadline) throw error
      await setTimeout(LOOK_AGAIN_MS)
      return ask()
    })
  const state = await ask()
  if (state.kind === 'newer') throw new Error(`The database ${newerSentence(state.migrations[0])}`)
  if (state.kind === 'behind')
    throw new Error(
      `The database lacks the migration ${state.migrations[0]}: "npm start" applies it, and so does ` +
        '"node packages/db/src/migrate.ts" with DATABASE_URL set.',
    )
}

/** The end of a sentence that begins with the database's name. */
export const newerSentence = (migration: string): string =>
  `is newer than this version of Atelier, which does not know its migration ${migration}: ` +
  'start the newer version again, or restore a backup that was made before the upgrade.'
