import { createWriteStream } from 'node:fs'
import { cp, mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'
import pg from 'pg'
import { forgetAuthSecret } from '../access/auth-secret.ts'
import { createDatabase } from '../database.ts'
import { applyMigrations, connectOrCreate, migrateDatabase } from '../migrate-database.ts'
import { openRunQueue } from '../queue/run-queue.ts'
import { knownMigrations, migrationsFolder } from '../schema-state.ts'
import { type ArchiveContents, BackupError, verifyArchive } from './archive.ts'
import { KEPT_FOLDERS } from './backup.ts'
import { loadArchive } from './load-archive.ts'

export type RestoreOptions = {
  readonly databaseUrl: string
  readonly dataFolder: string
  readonly from: string
  /** Also over an installation that holds something, which is lost. */
  readonly force: boolean
  readonly report: (line: string) => void
}

export type RestoreResult = {
  readonly rows: number
  readonly files: number
  readonly migrated: readonly string[]
}

const ASIDE = '_before_restore'

/**
 * Puts a backup into an installation that nothing runs on, and brings it up to this version. The archive is checked
 * before anything is touched, and what was there before is put aside until all is done: a restore that fails leaves it.
 * @throws BackupError
 */
export async function restore(options: RestoreOptions): Promise<RestoreResult> {
  const { databaseUrl, dataFolder, from, force, report } = options
  const contents = await verifyArchive(from, (bytes) => report(`checking, ${(bytes / 1e6).toFixed(1)} MB`))
  refuseNewer(contents)
  const client = await connectOrCreate(databaseUrl)
  try {
    await refuseRunning(client)
    if (!force) await refuseFilled(client, dataFolder)
    const staged = path.join(dataFolder, '.restore')
    await rm(staged, { recursive: true, force: true })
    await putAside(client)
    try {
      report('making the tables')
      await makeTables(databaseUrl, contents.header.migrations)
      await loadArchive(client, from, contents, { report, writeFile: writeInto(staged) })
      report('bringing it up to this version')
      const { applied } = await migrateDatabase(databaseUrl)
      await afterwards(databaseUrl)
      await moveIn(staged, dataFolder)
      for (const schema of ['public', 'pgboss'])
        await client.query(`DROP SCHEMA IF EXISTS ${schema}${ASIDE} CASCADE`)
      const rows = Object.values(contents.manifest.tables).reduce((sum, table) => sum + table.rows, 0)
      return { rows, files: Object.keys(contents.manifest.files).length, migrated: applied }
    } catch (error) {
      await putBack(client)
      throw error
    } finally {
      await rm(staged, { recursive: true, force: true })
    }
  } finally {
    await client.end()
  }
}

function refuseNewer({ header }: ArchiveContents): void {
  const known = knownMigrations()
  const strange = header.migrations.find((name) => !known.includes(name))
  if (strange !== undefined)
    throw new BackupError(
      `The backup is newer than this version of Atelier, which does not know its migration ${strange}: ` +
        'restore it with the version that made it, or a later one.',
    )
}

async function refuseRunning(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ name: string }>(`
    SELECT DISTINCT application_name AS name FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
      AND application_name IN ('atelier-api', 'atelier-worker', 'atelier-queue', 'atelier-listen') ORDER BY 1`)
  if (rows.length > 0)
    throw new BackupError(
      `Atelier runs on this database (${rows.map(({ name }) => name).join(', ')}): stop it first, then restore.`,
    )
}

async function refuseFilled(client: pg.Client, dataFolder: string): Promise<void> {
  for (const table of ['run', '"user"']) {
    const { rows: known } = await client.query<{ there: boolean }>(
      'SELECT to_regclass($1) IS NOT NULL AS there',
      [`public.${table}`],
    )
    if (!known[0]?.there) continue
    const { rowCount } = await client.query(`SELECT FROM public.${table} LIMIT 1`)
    if (rowCount)
      throw new BackupError(
        'This installation is not empty: a restore would replace its history. Restore into a new ATELIER_DATA or ' +
          'DATABASE_URL, or say --force to lose what is there.',
      )
  }
  for (const folder of ['storage', 'artifacts'])
    if ((await readdir(path.join(dataFolder, folder)).catch(() => [])).length > 0)
      throw new BackupError(
        `${path.join(dataFolder, folder)} is not empty: restore into a new ATELIER_DATA, or say --force.`,
      )
}

async function schemasOf(client: pg.Client): Promise<Set<string>> {
  const { rows } = await client.query<{ name: string }>('SELECT nspname AS name FROM pg_namespace')
  return new Set(rows.map(({ name }) => name))
}

/** Old tables get out of the way under another schema's name; extensions stay where the new ones look for them. */
async function putAside(client: pg.Client): Promise<void> {
  const there = await schemasOf(client)
  await client.query('BEGIN')
  for (const schema of ['public', 'pgboss']) {
    if (!there.has(schema)) continue
    await client.query(`DROP SCHEMA IF EXISTS ${schema}${ASIDE} CASCADE`)
    await client.query(`ALTER SCHEMA ${schema} RENAME TO ${schema}${ASIDE}`)
  }
  await client.query('CREATE SCHEMA public')
  await moveExtensions(client, `public${ASIDE}`, 'public')
  await client.query('COMMIT')
}

async function putBack(client: pg.Client): Promise<void> {
  await client.query('ROLLBACK')
  const there = await schemasOf(client)
  await client.query('BEGIN')
  if (there.has(`public${ASIDE}`)) await moveExtensions(client, 'public', `public${ASIDE}`)
  for (const schema of ['public', 'pgboss']) {
    await client.query(`DROP SCHEMA IF EXISTS ${schema} CASCADE`)
    if (there.has(`${schema}${ASIDE}`))
      await client.query(`ALTER SCHEMA ${schema}${ASIDE} RENAME TO ${schema}`)
  }
  await client.query('COMMIT')
}

async function moveExtensions(client: pg.Client, from: string, to: string): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    'SELECT extname AS name FROM pg_extension WHERE extnamespace = to_regnamespace($1)',
    [from],
  )
  for (const { name } of rows)
    await client.query(`ALTER EXTENSION ${pg.escapeIdentifier(name)} SET SCHEMA ${to}`)
}

/** The tables as they were when the backup was made. */
async function makeTables(databaseUrl: string, migrations: readonly string[]): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), 'atelier-migrations-'))
  try {
    for (const name of [...migrations, 'migration_lock.toml'])
      await cp(path.join(migrationsFolder, name), path.join(folder, name), { recursive: true })
    await applyMigrations(databaseUrl, folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/**
 * The queue is not in the backup: whatever waited for a worker waits again, in its order. Nor is the secret of cookies:
 * the installation has one of its own, or gets one.
 */
async function afterwards(databaseUrl: string): Promise<void> {
  const db = createDatabase(databaseUrl, { connections: 2, applicationName: 'atelier-restore' })
  const queue = await openRunQueue(databaseUrl, { tidy: false, onError: () => {} })
  try {
    await forgetAuthSecret(db)
    const waiting = await db.run.findMany({
      where: { status: 'QUEUED', source: 'LAUNCHED' },
      orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
      select: { id: true },
    })
    await db.$transaction(async (tx) => {
      for (const { id } of waiting) await queue.put(tx, id)
    })
  } finally {
    await queue.stop()
    await db.$disconnect()
  }
}

const writeInto =
  (staged: string) =>
  async (name: string, content: AsyncIterable<Uint8Array>): Promise<void> => {
    const target = path.resolve(staged, name)
    if (!target.startsWith(staged + path.sep))
      throw new BackupError(`The backup holds a file outside its folder: ${name}.`)
    await mkdir(path.dirname(target), { recursive: true })
    await pipeline(content, createWriteStream(target))
  }

/** Files go to their places at the very end, by renaming; data sets that are there already stay. */
async function moveIn(staged: string, dataFolder: string): Promise<void> {
  for (const folder of KEPT_FOLDERS)
    for (const name of await readdir(path.join(staged, folder)).catch(() => [])) {
      await mkdir(path.join(dataFolder, folder), { recursive: true })
      await rm(path.join(dataFolder, folder, name), { recursive: true, force: true })
      await rename(path.join(staged, folder, name), path.join(dataFolder, folder, name))
    }
}
