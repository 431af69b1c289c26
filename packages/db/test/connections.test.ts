import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { poolOf } from '../src/database.ts'
import { writeTransaction } from '../src/ingest/write-transaction.ts'
import { createTestDatabase, type TestDatabase } from '../src/testing/index.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase('connections')
})
afterAll(() => database.drop())

// An error event that nobody hears ends a process: here it would fail this file.
test('a connection that the server cuts between two statements of a transaction fails it, and nothing else', async () => {
  const other = new pg.Client(database.url)
  await other.connect()
  const pool = poolOf(database.db)
  const cut = writeTransaction(pool, async (query) => {
    const [own] = await query<{ pid: number }>(
      { name: 'own-pid', text: 'SELECT pg_backend_pid() AS pid' },
      [],
    )
    await other.query('SELECT pg_terminate_backend($1)', [own?.pid])
    const left = () => other.query('SELECT 1 FROM pg_stat_activity WHERE pid = $1', [own?.pid])
    while ((await left()).rowCount !== 0);
    // Its farewell is read in a turn of its own.
    await new Promise((resolve) => setTimeout(resolve, 50))
    return { value: null, written: query({ name: 'one', text: 'SELECT 1' }, []) }
  })
  await expect(cut).rejects.toThrow(/terminat|not queryable/i)
  await other.end()
  expect(await database.db.$queryRaw`SELECT 1 AS one`).toEqual([{ one: 1 }])
})
