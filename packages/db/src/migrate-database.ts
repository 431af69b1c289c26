import { execFile } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { promisify } from 'node:util'
import pg from 'pg'
import { migrateRunQueue } from './queue/run-queue.ts'

const root = path.resolve(import.meta.dirname, '../../..')
const migrations = path.join(root, 'prisma/migrations')

/** A database that could not be made ready; the message is one sentence for the person who runs it. */
export class MigrationError extends Error {
  constructor(message: string, cause: unknown) {
    super(message, { cause })
    this.name = 'MigrationError'
  }
}

/**
 * Brings a database up to this version: creates it where the server has none of that name, applies the migrations that
 * it lacks and readies the queue. Starts Prisma's CLI only when there is something to apply.
 * @throws MigrationError
 */
export async function migrateDatabase(url: string): Promise<{ readonly applied: readonly string[] }> {
  const lacking = await lackingMigrations(url)
  if (lacking.length > 0) await deploy(url)
  try {
    await migrateRunQueue(url)
  } catch (error) {
    throw new MigrationError(
      `The queue's tables in ${placeOf(url)} could not be made ready: ${textOf(error)}`,
      error,
    )
  }
  return { applied: lacking }
}

async function lackingMigrations(url: string): Promise<string[]> {
  const wanted = readdirSync(migrations, { withFileTypes: true }).filter((entry) => entry.isDirectory())
  const client = await connectOrCreate(url)
  try {
    const { rows: tables } = await client.query(
      `SELECT to_regclass('_prisma_migrations') IS NOT NULL AS exists`,
    )
    if (!tables[0]?.exists) return wanted.map((entry) => entry.name)
    const { rows } = await client.query<{ name: string }>(
      'SELECT migration_name AS name FROM _prisma_migrations WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL',
    )
    const applied = new Set(rows.map((row) => row.name))
    return wanted.map((entry) => entry.name).filter((name) => !applied.has(name))
  } finally {
    await client.end()
  }
}

async function connectOrCreate(url: string): Promise<pg.Client> {
  try {
    return await connect(url)
  } catch (error) {
    if (codeOf(error) !== '3D000') throw unreachable(url, error)
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

async function deploy(url: string): Promise<void> {
  const cli = createRequire(import.meta.url).resolve('prisma/build/index.js')
  const env = { ...process.env, DATABASE_URL: url, NO_COLOR: '1', PRISMA_HIDE_UPDATE_MESSAGE: '1' }
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
