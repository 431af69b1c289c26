import { execFile } from 'node:child_process'
import { chmod, cp, mkdtemp, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startPostgres } from '../src/embedded/index.ts'
import {
  createDatabase,
  isDatabaseAway,
  knownMigrations,
  listProjects,
  migrateDatabase,
  requireCurrentSchema,
  schemaState,
} from '../src/index.ts'
import { applyMigrations } from '../src/migrate-database.ts'
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

const program = path.join(root, 'packages/db/src/migrate.ts')

/** A process of its own that makes a database ready, as each start of the product does. */
async function migrateIn(url: string): Promise<string[]> {
  const env = { ...process.env, DATABASE_URL: url }
  const { stdout } = await promisify(execFile)(process.execPath, [program], { env })
  return stdout.split('\n').filter((line) => line !== '')
}

test('a missing database is created and migrated once, by several processes at once', {
  timeout: 120_000,
}, async () => {
  const url = new URL(database.url)
  url.pathname += '_new'
  const said = await Promise.all([1, 2, 3, 4].map(() => migrateIn(url.href)))
  const applied = said.filter((lines) => lines.length > 0)
  expect(applied).toEqual([knownMigrations().map((name) => `Applied migration ${name}`)])
  expect(await migrateDatabase(url.href)).toEqual({ applied: [] })
  const db = createDatabase(url.href)
  expect(await schemaState(db)).toEqual({ kind: 'current' })
  expect(await listProjects(db, (await db.workspace.findFirstOrThrow()).id)).toHaveLength(1)
  await db.$disconnect()
  await database.db.$executeRawUnsafe(`DROP DATABASE "${url.pathname.slice(1)}" WITH (FORCE)`)
})

test('a database that is newer than the code is left as it is, one that lacks migrations is not used', async () => {
  const tomorrow = '29991231235959_from_the_future'
  const [applied] = knownMigrations()
  await database.db.$executeRaw`
    INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at) VALUES ('x', 'x', ${tomorrow}, now())`
  await expect(migrateDatabase(database.url)).rejects.toThrow(
    `is newer than this version of Atelier, which does not know its migration ${tomorrow}`,
  )
  await expect(migrateIn(database.url)).rejects.toMatchObject({
    stderr: expect.stringContaining('start the newer version again'),
  })
  await expect(requireCurrentSchema(database.db)).rejects.toThrow(`its migration ${tomorrow}`)
  await database.db.$executeRaw`DELETE FROM _prisma_migrations WHERE id = 'x'`
  await requireCurrentSchema(database.db)
  await database.db.$executeRaw`
    UPDATE _prisma_migrations SET finished_at = NULL WHERE migration_name = ${applied}`
  await expect(requireCurrentSchema(database.db)).rejects.toThrow(
    `The database lacks the migration ${applied}`,
  )
  await database.db.$executeRaw`
    UPDATE _prisma_migrations SET finished_at = now() WHERE migration_name = ${applied}`
})

test('a database that starts later than those who use it is waited for, for a while', async () => {
  const folder = await mkdtemp('/tmp/atelier-late-')
  await chmod(folder, 0o755)
  let postgres = await startPostgres({ folder })
  await migrateDatabase(postgres.url)
  const db = createDatabase(postgres.url)
  await postgres.stop()
  await expect(requireCurrentSchema(db, 0)).rejects.toSatisfy(isDatabaseAway)
  const waiting = requireCurrentSchema(db, 60_000)
  postgres = await startPostgres({ folder })
  await waiting
  await db.$disconnect()
  await postgres.stop()
  await rm(folder, { recursive: true, force: true })
})

test('what there was before workspaces is in one, with its people and their roles', async () => {
  const migrations = path.join(root, 'prisma/migrations')
  const folder = await mkdtemp(path.join(tmpdir(), 'atelier-migrations-'))
  const before = knownMigrations().filter((name) => name < '20261128080000_workspaces')
  for (const name of [...before, 'migration_lock.toml'])
    await cp(path.join(migrations, name), path.join(folder, name), { recursive: true })
  const old = await createTestDatabase('before_workspaces')
  for (const sql of ['DROP SCHEMA public CASCADE', 'CREATE SCHEMA public'])
    await old.db.$executeRawUnsafe(sql)
  await applyMigrations(old.url, folder)
  await old.db.$executeRaw`
    INSERT INTO member (id, name, email, role) VALUES
      (gen_random_uuid(), 'Olga', 'olga@example.org', 'OWNER'), (gen_random_uuid(), 'Vera', 'vera@example.org', 'VIEWER')`
  await old.db.$executeRaw`
    INSERT INTO invitation (id, role, hash, created_by_id, expires_at)
    SELECT gen_random_uuid(), 'MEMBER', 'x', id, now() FROM member WHERE name = 'Olga'`
  await migrateDatabase(old.url)
  const [workspace, ...others] = await old.db.workspace.findMany({
    include: {
      projects: true,
      memberships: { include: { member: true }, orderBy: { member: { name: 'asc' } } },
      invitations: true,
    },
  })
  expect(others).toEqual([])
  expect(workspace).toMatchObject({
    slug: 'default',
    projects: [{ slug: 'fashion-mnist-study' }],
    memberships: [
      { role: 'OWNER', member: { name: 'Olga' } },
      { role: 'VIEWER', member: { name: 'Vera' } },
    ],
    invitations: [{ role: 'MEMBER' }],
  })
  await rm(folder, { recursive: true })
  await old.drop()
})

test('an unreachable database is one sentence without the password', async () => {
  const attempt = migrateDatabase('postgresql://me:secret@127.0.0.1:1/atelier')
  await expect(attempt).rejects.toThrow(
    'The database "atelier" at 127.0.0.1:1 cannot be reached (connect ECONNREFUSED 127.0.0.1:1): is PostgreSQL running there?',
  )
})
