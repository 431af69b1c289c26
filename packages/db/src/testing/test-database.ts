import { createHash, randomUUID } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import pg from 'pg'
import { createDatabase, type Database } from '../database.ts'
import { migrateDatabase } from '../migrate-database.ts'

export type TestDatabase = {
  /** Through the pooler, where the tests run behind one (ATELIER_TEST_POOLER_URL). */
  readonly url: string
  readonly db: Database
  /** Closes the client and drops the database. A test file that failed leaves it: its name tells when. */
  drop(): Promise<void>
}

const TEMPLATE_LOCK = 0x41_74_65_6c

/**
 * A fresh database with every migration applied, on the server of ATELIER_TEST_DATABASE_URL (globalSetup sets it).
 * Copied from a template that is migrated once for all test files, since a copy takes a tenth of the time.
 */
export async function createTestDatabase(name = 'test'): Promise<TestDatabase> {
  const server = process.env.ATELIER_TEST_DATABASE_URL
  if (!server)
    throw new Error(
      'ATELIER_TEST_DATABASE_URL is not set: run the tests with npm test, which starts PostgreSQL',
    )
  const database = `${name}_${new Date().toISOString().replace(/\D/g, '').slice(0, 14)}_${randomUUID().slice(0, 8)}`
  await onServer(server, async (client) => {
    const template = await ensureTemplate(client, server)
    await client.query(
      `CREATE DATABASE ${pg.escapeIdentifier(database)} TEMPLATE ${pg.escapeIdentifier(template)}`,
    )
  })
  const url = addressOf(process.env.ATELIER_TEST_POOLER_URL ?? server, database)
  const db = createDatabase(url, { applicationName: database })
  return {
    url,
    db,
    async drop() {
      await db.$disconnect()
      await onServer(server, (client) =>
        client.query(`DROP DATABASE ${pg.escapeIdentifier(database)} WITH (FORCE)`),
      )
    },
  }
}

/** One template for each state of the migrations, made under a lock and renamed when it is whole. */
async function ensureTemplate(client: pg.Client, server: string): Promise<string> {
  const template = `template_${migrationsHash()}`
  await client.query('SELECT pg_advisory_lock($1)', [TEMPLATE_LOCK])
  try {
    const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [template])
    if (rowCount) return template
    const making = `making_${template}`
    await client.query(`DROP DATABASE IF EXISTS ${pg.escapeIdentifier(making)} WITH (FORCE)`)
    await migrateDatabase(addressOf(server, making))
    await client.query(
      `ALTER DATABASE ${pg.escapeIdentifier(making)} RENAME TO ${pg.escapeIdentifier(template)}`,
    )
    return template
  } finally {
    await client.query('SELECT pg_advisory_unlock($1)', [TEMPLATE_LOCK])
  }
}

function migrationsHash(): string {
  const root = path.resolve(import.meta.dirname, '../../../..')
  const hash = createHash('sha256')
  const folder = path.join(root, 'prisma/migrations')
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.sql'),
  )
  const queue = path.join(root, 'packages/db/src/queue/run-queue.ts')
  for (const file of [...files.sort().map((name) => path.join(folder, name)), queue])
    hash.update(readFileSync(file))
  return hash.digest('hex').slice(0, 16)
}

async function onServer<T>(server: string, act: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: server })
  await client.connect()
  try {
    return await act(client)
  } finally {
    await client.end()
  }
}

/** The same database past the pooler, where there is one: for a connection that listens. */
export function listenUrlOf(url: string): string {
  const server = process.env.ATELIER_TEST_DATABASE_URL ?? url
  return addressOf(server, new URL(url).pathname.slice(1))
}

function addressOf(server: string, database: string): string {
  const url = new URL(server)
  url.pathname = `/${database}`
  return url.href
}
