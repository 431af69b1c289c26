import { execFile } from 'node:child_process'
import { createRequire } from 'node:module'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createDatabase, listProjects, migrateDatabase } from '../src/index.ts'
import { createTestDatabase, type TestDatabase } from '../src/testing/index.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase('migrations')
})
afterAll(() => database.drop())

const root = path.resolve(import.meta.dirname, '../../..')

test('the migrations make exactly the schema', { timeout: 60_000 }, async () => {
  const cli = createRequire(import.meta.url).resolve('prisma/build/index.js')
  const diff = [
    'migrate',
    'diff',
    '--from-migrations',
    'prisma/migrations',
    '--to-schema',
    'prisma/schema.prisma',
  ]
  const env = { ...process.env, DATABASE_URL: database.url }
  const { stdout } = await promisify(execFile)(process.execPath, [cli, ...diff, '--exit-code'], {
    cwd: root,
    env,
  })
  expect(stdout).toContain('No difference detected')
})

test('a missing database is created and migrated once, by several at once too', {
  timeout: 60_000,
}, async () => {
  const url = new URL(database.url)
  url.pathname += '_new'
  const answers = await Promise.all([migrateDatabase(url.href), migrateDatabase(url.href)])
  expect(Math.max(...answers.map((answer) => answer.applied.length))).toBeGreaterThan(0)
  expect(await migrateDatabase(url.href)).toEqual({ applied: [] })
  const db = createDatabase(url.href)
  expect(await listProjects(db)).toHaveLength(1)
  await db.$disconnect()
  await database.db.$executeRawUnsafe(`DROP DATABASE "${url.pathname.slice(1)}" WITH (FORCE)`)
})

test('an unreachable database is one sentence without the password', async () => {
  const attempt = migrateDatabase('postgresql://me:secret@127.0.0.1:1/atelier')
  await expect(attempt).rejects.toThrow(
    'The database "atelier" at 127.0.0.1:1 cannot be reached (connect ECONNREFUSED 127.0.0.1:1): is PostgreSQL running there?',
  )
})
