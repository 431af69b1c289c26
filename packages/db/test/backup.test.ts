import { copyFile, cp, mkdir, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { backUp } from '../src/backup/backup.ts'
import { restore } from '../src/backup/restore.ts'
import {
  createDatabase,
  finishRun,
  isAuthSecret,
  knownMigrations,
  launchRun,
  recordEpoch,
  recordEvaluation,
  recordLogLine,
} from '../src/index.ts'
import { applyMigrations } from '../src/migrate-database.ts'
import { migrationsFolder } from '../src/schema-state.ts'
import { createTestDatabase, type TestDatabase } from '../src/testing/index.ts'
import { claimedRun, config, epochRecord, must, predictions, projectId, testQueue } from './fixtures.ts'

const silent = () => {}
let scratch: string
let source: TestDatabase
let dataFolder: string
let waiting: string
const databases: TestDatabase[] = []
const bytes = Uint8Array.from({ length: 300_000 }, (_, at) => (at * at) % 251)

beforeAll(async () => {
  scratch = await mkdtemp(path.join(tmpdir(), 'atelier-backup-'))
  dataFolder = path.join(scratch, 'data')
  source = await createTestDatabase('backup')
  const queue = await testQueue(source.url)
  const lease = await claimedRun(source.db, queue)
  for (const epoch of [1, 2, 3]) await recordEpoch(source.db, lease, epochRecord(epoch))
  await recordEvaluation(source.db, lease, {
    ...{ epoch: 3, loss: 0.5, accuracy: 0.75, examples: 3 },
    predictions: predictions(),
  })
  const line = 'a tab\t, a new line\n, a backslash \\N, quotes "\' and é'
  await recordLogLine(source.db, lease, { level: 'info', message: line })
  await finishRun(source.db, lease, { status: 'COMPLETED', reason: null })
  waiting = must(await launchRun(source.db, queue, { projectId: await projectId(source.db), config })).id
  await queue.stop()
  for (const [name, content] of [
    ['storage/checkpoints/run/3/weights.bin', bytes],
    ['artifacts/run/empty', new Uint8Array()],
    [`artifacts/run/${'long-'.repeat(30)}name.json`, Buffer.from('{}')],
    ['datasets/ours/labels.bin', bytes.subarray(7)],
    ['datasets/fashion-mnist/train.gz', Buffer.from('fetched again by every set-up')],
  ] as const) {
    const file = path.join(dataFolder, name)
    await mkdir(path.dirname(file), { recursive: true })
    await writeFile(file, content)
  }
})
afterAll(async () => {
  await Promise.all([source, ...databases].map((database) => database.drop()))
  await rm(scratch, { recursive: true, force: true })
})

/** An installation on which nothing has been done yet. */
async function emptyInstallation(name: string) {
  const database = await createTestDatabase(name)
  databases.push(database)
  return { databaseUrl: database.url, dataFolder: path.join(scratch, name), db: database.db }
}

async function onDatabase<T>(url: string, act: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return await act(client)
  } finally {
    await client.end()
  }
}

/** Every row of every table, as text in a fixed order. */
const allRows = (url: string) =>
  onDatabase(url, async (client) => {
    const { rows: tables } = await client.query<{ name: string }>(
      `SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' AND tablename <> '_prisma_migrations'`,
    )
    const contents: Record<string, string[]> = {}
    for (const { name } of tables) {
      const { rows } = await client.query<{ row: string }>(
        `SELECT to_jsonb(t)::text AS row FROM ${pg.escapeIdentifier(name)} t ORDER BY 1`,
      )
      contents[name] = rows.map(({ row }) => row)
    }
    return contents
  })

async function allFiles(folder: string): Promise<Map<string, string>> {
  const found = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = found
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
  const read = files.map(
    async (file) => [path.relative(folder, file), (await readFile(file)).toString('base64')] as const,
  )
  return new Map(await Promise.all(read))
}

const backup = (to: string) => backUp({ databaseUrl: source.url, dataFolder, to, report: silent })

test('a backup restores every row and every file into an empty installation', async () => {
  const { path: archive, files } = await backup(`${scratch}/backups/`)
  expect(path.basename(archive)).toMatch(/^atelier-\d{4}-\d\d-\d\dT\d{6}\.tar\.zst$/)
  expect(files).toBe(4)
  const target = await emptyInstallation('restored')
  const said: string[] = []
  const result = await restore({ ...target, from: archive, force: false, report: (line) => said.push(line) })
  const rows = await allRows(source.url)
  expect(await allRows(target.databaseUrl)).toEqual(rows)
  expect(result).toEqual({ rows: Object.values(rows).flat().length, files: 4, migrated: [] })
  expect(said).toEqual(expect.arrayContaining(['table run_event', 'file datasets/ours/labels.bin']))
  const expected = await allFiles(dataFolder)
  expected.delete('datasets/fashion-mnist/train.gz')
  expect(await allFiles(target.dataFolder)).toEqual(expected)
  // It goes on as if nothing had happened: what waited is taken, and new rows get new numbers.
  const queue = await testQueue(target.databaseUrl)
  expect(await target.db.$transaction((tx) => queue.take(tx))).toBe(waiting)
  const lease = await claimedRun(target.db, queue)
  await recordEpoch(target.db, lease, epochRecord(1))
  await queue.stop()
  const [keys] = await target.db.$queryRaw<{ count: bigint }[]>`
    SELECT count(*) FROM pg_constraint WHERE contype = 'f' AND connamespace = 'public'::regnamespace AND convalidated`
  const [before] = await source.db.$queryRaw<{ count: bigint }[]>`
    SELECT count(*) FROM pg_constraint WHERE contype = 'f' AND connamespace = 'public'::regnamespace AND convalidated`
  expect(keys).toEqual(before)
})

test('a filled installation is left as it is, unless it is said to be lost', async () => {
  const { path: archive } = await backup(`${scratch}/filled.tar.zst`)
  const target = await emptyInstallation('filled')
  const queue = await testQueue(target.databaseUrl)
  await claimedRun(target.db, queue)
  await queue.stop()
  const before = await allRows(target.databaseUrl)
  const options = { ...target, from: archive, report: silent }
  await expect(restore({ ...options, force: false })).rejects.toThrow('This installation is not empty')
  expect(await allRows(target.databaseUrl)).toEqual(before)
  await restore({ ...options, force: true })
  expect(await allRows(target.databaseUrl)).toEqual(await allRows(source.url))
})

test('a running product is told to stop first', async () => {
  const { path: archive } = await backup(`${scratch}/running.tar.zst`)
  const target = await emptyInstallation('running')
  const running = createDatabase(target.databaseUrl, { applicationName: 'atelier-api' })
  await running.run.count()
  await expect(restore({ ...target, from: archive, force: true, report: silent })).rejects.toThrow(
    'Atelier runs on this database (atelier-api): stop it first',
  )
  await running.$disconnect()
})

test('a torn or damaged archive is refused before anything is touched', async () => {
  const { path: whole } = await backup(`${scratch}/whole.tar.zst`)
  const target = await emptyInstallation('torn')
  const before = await allRows(target.databaseUrl)
  const content = await readFile(whole)
  const torn = `${scratch}/torn.tar.zst`
  const refused = async (from: string) => {
    await expect(restore({ ...target, from, force: true, report: silent })).rejects.toThrow(
      'is not a whole backup',
    )
    expect(await allRows(target.databaseUrl)).toEqual(before)
  }
  for (const length of [content.length - 100, Math.floor(content.length / 2), 10, 0]) {
    await copyFile(whole, torn)
    await truncate(torn, length)
    await refused(torn)
  }
  const flipped = Buffer.from(content)
  flipped[Math.floor(content.length / 2)] = (flipped[Math.floor(content.length / 2)] ?? 0) ^ 0xff
  await writeFile(torn, flipped)
  await refused(torn)
  await writeFile(torn, 'something else')
  await refused(torn)
})

test('a restore that fails half-way leaves what was there', async () => {
  const { path: archive } = await backup(`${scratch}/fails.tar.zst`)
  const target = await emptyInstallation('fails')
  const queue = await testQueue(target.databaseUrl)
  await claimedRun(target.db, queue)
  await queue.stop()
  const before = await allRows(target.databaseUrl)
  const report = (line: string) => {
    if (line === 'table run_event') throw new Error('the disk is full')
  }
  await expect(restore({ ...target, from: archive, force: true, report })).rejects.toThrow('the disk is full')
  expect(await allRows(target.databaseUrl)).toEqual(before)
  const again = await testQueue(target.databaseUrl)
  await claimedRun(target.db, again)
  await again.stop()
})

test('a backup of an older version is brought up to this one, a newer one is refused', async () => {
  const [oldest = '', ...later] = knownMigrations()
  const folder = path.join(scratch, 'old-migrations')
  for (const name of [oldest, 'migration_lock.toml'])
    await cp(path.join(migrationsFolder, name), path.join(folder, name), { recursive: true })
  const old = await createTestDatabase('old')
  databases.push(old)
  await onDatabase(old.url, async (client) => {
    await client.query('DROP SCHEMA public CASCADE; CREATE SCHEMA public')
  })
  await applyMigrations(old.url, folder)
  await onDatabase(old.url, async (client) => {
    await client.query(
      `INSERT INTO project (id, slug, name) VALUES (gen_random_uuid(), 'long-ago', 'Long ago')`,
    )
  })
  const options = { databaseUrl: old.url, dataFolder, to: `${scratch}/old.tar.zst`, report: silent }
  const { path: archive } = await backUp(options)
  const target = await emptyInstallation('upgraded')
  const { migrated } = await restore({ ...target, from: archive, force: false, report: silent })
  expect(migrated).toEqual(later)
  expect(
    await target.db.project.findFirst({ where: { slug: 'long-ago' }, include: { workspace: true } }),
  ).toMatchObject({
    ...{ name: 'Long ago', workspace: { slug: 'default' } },
  })
  await onDatabase(old.url, async (client) => {
    await client.query(`INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at)
      VALUES ('x', 'x', '29991231235959_from_the_future', now())`)
  })
  const { path: newer } = await backUp({ ...options, to: `${scratch}/newer.tar.zst` })
  await expect(restore({ ...target, from: newer, force: true, report: silent })).rejects.toThrow(
    'does not know its migration 29991231235959_from_the_future',
  )
})

test('a restored installation signs cookies with a secret of its own: nobody is signed in, everybody is a member', async () => {
  const from = await emptyInstallation('signed_in')
  await isAuthSecret(from.db, 'the old secret')
  const member = { name: 'Olga', email: 'olga@example.org' }
  const session = { token: 'a token', expiresAt: new Date(Date.now() + 60_000) }
  await from.db.member.create({ data: { ...member, sessions: { create: session } } })
  const archive = `${scratch}/signed-in.tar.zst`
  await backUp({ ...from, to: archive, report: silent })
  const target = await emptyInstallation('signed_out')
  await restore({ ...target, from: archive, force: false, report: silent })
  expect(await target.db.session.count()).toBe(0)
  expect(await target.db.member.findFirst()).toMatchObject(member)
  expect(await isAuthSecret(target.db, 'a new secret')).toBe(true)
  expect(await isAuthSecret(target.db, 'the old secret')).toBe(false)
})
