import { execFile } from 'node:child_process'
import { createRequire } from 'node:module'
import path from 'node:path'
import { promisify } from 'node:util'
import pg from 'pg'
import { migrateRunQueue } from './queue/run-queue.ts'
import { compareMigrations, knownMigrations, newerSentence } from './schema-state.ts'

const root = path.resolve(import.meta.dirname, '../../..')

/** Whoever migrates a database holds this lock in it. */
const MIGRATION_LOCK = 0x41_74_65_6d

/** A database that could not be made ready; the message is one sentence for the person who runs it. */
export class MigrationError extends Error {
  constructor(message: string, cause: unknown) {
    super(message, { cause })
    this.name = 'MigrationError'
  }
}

/**
 * Brings a database up to this version: creates it where the server has none of that name, applies the migrations that
 * it lacks and readies the queue. Of several processes that do so at once, one works and the others wait for it. Starts
 * Prisma's CLI only when there is something to apply.
 * @throws MigrationError, also when the database is newer than this code
 */
export async function migrateDatabase(url: string): Promise<{ readonly applied: readonly string[] }> {
  const client = await connectOrCreate(url)
  try {
    // A lock of a transaction, not of a session: that one would not hold behind a pooler such as PgBouncer.
    await client.query('BEGIN')
    await client.query('SET LOCAL idle_in_transaction_session_timeout = 0')
    await client.query('SELECT pg_advisory_xact_lock($1)', [MIGRATION_LOCK])
    const lacking = await lackingMigrations(client, url)
    if (lacking.length > 0) await applyMigrations(url)
    await readyQueue(url)
    await client.query('COMMIT')
    return { applied: lacking }
  } finally {
    await client.end()
  }
}

async function readyQueue(url: string): Promise<void> {
  try {
    await migrateRunQueue(url)
  } catch (error) {
    throw new MigrationError(
      `The queue's tables in ${placeOf(url)} could not be made ready: ${textOf(error)}`,
      error,
    )
  }
}

async function lackingMigrations(client: pg.Client, url: string): Promise<readonly string[]> {
  const state = compareMigrations(await appliedMigrations(client), knownMigrations())
  if (state.kind === 'newer')
    throw new MigrationError(`${placeOf(url)} ${newerSentence(state.migrations[0])}`, undefined)
  return state.kind === 'behind' ? state.migrations : []
}

async function appliedMigrations(client: pg.Client): Promise<string[]> {
  const { rows: tables } = await client.query<{ exists: boolean }>(
    `SELECT to_regclass('_prisma_migrations') IS NOT NULL AS exists`,
  )
  if (!tables[0]?.exists) return []
  const { rows } = await client.query<{ name: string }>(
    'SELECT migration_name AS name FROM _prisma_migrations WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL',
  )
  return rows.map(({ name }) => name)
}

/** A connection to the database, which is created where the server has none of that name. @throws MigrationError */
export async function connectOrCreate(url: string): Promise<pg.Client> {
  try {
    return await connect(url)
  } catch (error) {
    if (!isMissing(error)) throw unreachable(url, error)
  }
  try {
    await addDatabase(url)
    return await connect(url)
  } catch (error) {
    throw new MigrationError(
      `${placeOf(url)} does not exist and could not be created: ${textOf(error)}`,
      error,
    )
  }
}

/** PgBouncer has one code for all that its server refuses, and the server's words. */
const isMissing = (error: unknown): boolean =>
  codeOf(error) === '3D000' ||
  (codeOf(error) === '08P01' && /^database ".*" does not exist$/.test(textOf(error)))

async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 })
  await client.connect()
  return client
}

/** Creates the database that the address names, from the server's own one. Fine when somebody was faster. */
async function addDatabase(url: string): Promise<void> {
  const server = new URL(url)
  const name = decodeURIComponent(server.pathname.slice(1))
  server.pathname = '/postgres'
  const client = await connect(server.href)
  try {
    await client.query(`CREATE DATABASE ${pg.escapeIdentifier(name)}`)
  } catch (error) {
    if (!['42P04', '23505'].includes(codeOf(error))) throw error
  } finally {
    await client.end()
  }
}

/**
 * Applies the migrations of a folder that the database lacks; the folder of this version unless told.
 * @throws MigrationError
 */
export async function applyMigrations(url: string, folder?: string): Promise<void> {
  const cli = createRequire(import.meta.url).resolve('prisma/build/index.js')
  const env = { ...process.env, DATABASE_URL: url, NO_COLOR: '1', PRISMA_HIDE_UPDATE_MESSAGE: '1' }
  // Ours is held, and Prisma's is of a session: behind a pooler it would stay with a connection of the pool.
  Object.assign(env, { PRISMA_SCHEMA_DISABLE_ADVISORY_LOCK: '1' })
  if (folder !== undefined) Object.assign(env, { ATELIER_MIGRATIONS: folder })
  try {
    await promisify(execFile)(process.execPath, [cli, 'migrate', 'deploy'], { cwd: root, env })
  } catch (error) {
    const { stderr = '', stdout = '' } = outputOf(error)
    const said = (stderr.trim() || stdout.trim() || textOf(error)).replace(/\s+/g, ' ')
    throw new MigrationError(`The migrations could not be applied to ${placeOf(url)}: ${said}`, error)
  }
}

function unreachable(url: string, error: unknown): MigrationError {
  const hint = codeOf(error) === 'ECONNREFUSED' ? 'is PostgreSQL running there?' : 'check DATABASE_URL.'
  return new MigrationError(`${placeOf(url)} cannot be reached (${textOf(error)}): ${hint}`, error)
}

/** The database for messages: without the password. */
function placeOf(url: string): string {
  const { host, pathname } = new URL(url)
  return `The database "${decodeURIComponent(pathname.slice(1))}" at ${host}`
}

const field = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined

const codeOf = (error: unknown): string => String(field(error, 'code') ?? '')

function outputOf(error: unknown): { stderr?: string; stdout?: string } {
  const text = (name: string) => {
    const value = field(error, name)
    return typeof value === 'string' ? value : ''
  }
  return { stderr: text('stderr'), stdout: text('stdout') }
}

/** Connecting to a name with several addresses fails with an AggregateError, whose own message is empty. */
function textOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(textOf).join(', ')
  return error instanceof Error ? error.message : String(error)
}
