import { mkdir, open, readdir, stat } from 'node:fs/promises'
import path from 'node:path'
import pg from 'pg'
import { to as copyTo } from 'pg-copy-streams'
import { type ArchiveWriter, writeArchive } from './archive.ts'
import { listSequences, listTables } from './tables.ts'

export type BackupOptions = {
  readonly databaseUrl: string
  readonly dataFolder: string
  /** A file to write, or an existing folder, in which a file is made that is named after the time. */
  readonly to: string
  readonly report: (line: string) => void
}

export type BackupResult = { readonly path: string; readonly rows: number; readonly files: number }

/** Folders of the data folder whose contents cannot be made again. */
export const KEPT_FOLDERS = ['storage', 'artifacts', 'datasets'] as const
/** Data sets that every set-up fetches by itself. */
const FETCHED = /^datasets\/(fashion-mnist|mnist|cifar-10)(\/|$)/

/**
 * Writes database and files into one archive while the product runs: all tables as they were at one moment. Files
 * come after them, so that whatever the tables name is there; one that is deleted meanwhile is left out.
 */
export async function backUp(options: BackupOptions): Promise<BackupResult> {
  const { databaseUrl, dataFolder, report } = options
  const target = await targetOf(options.to)
  const client = new pg.Client({ connectionString: databaseUrl, application_name: 'atelier-backup' })
  await client.connect()
  let [rows, files] = [0, 0]
  try {
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY')
    const tables = await listTables(client)
    const { rows: applied } = await client.query<{ name: string }>(`
      SELECT migration_name AS name FROM _prisma_migrations
      WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL ORDER BY 1`)
    const about = {
      createdAt: new Date().toISOString(),
      migrations: applied.map(({ name }) => name),
      tables,
    }
    await writeArchive(target, about, async (archive) => {
      for (const { name, columns } of tables) {
        report(`table ${name}`)
        const list = columns.map((column) => pg.escapeIdentifier(column)).join(', ')
        const copying = client.query(
          copyTo(`COPY (SELECT ${list} FROM ${pg.escapeIdentifier(name)}) TO STDOUT`),
        )
        await archive.table(name, reported(copying, name, report), () => copying.rowCount)
        rows += copying.rowCount
      }
      const sequences = await listSequences(client)
      await client.query('COMMIT')
      for (const folder of KEPT_FOLDERS) files += await addFiles(archive, dataFolder, folder, report)
      return { sequences }
    })
    return { path: target, rows, files }
  } finally {
    await client.end()
  }
}

async function targetOf(to: string): Promise<string> {
  const isFolder =
    to.endsWith(path.sep) ||
    (await stat(to).then(
      (found) => found.isDirectory(),
      () => false,
    ))
  if (!isFolder) {
    await mkdir(path.dirname(path.resolve(to)), { recursive: true })
    return path.resolve(to)
  }
  await mkdir(to, { recursive: true })
  const now = new Date().toISOString().replace(/\..*$/, '').replaceAll(':', '')
  return path.resolve(to, `atelier-${now}.tar.zst`)
}

async function* reported(content: AsyncIterable<Uint8Array>, name: string, report: (line: string) => void) {
  let bytes = 0
  for await (const chunk of content) {
    bytes += chunk.length
    report(`table ${name}, ${(bytes / 1e6).toFixed(1)} MB`)
    yield chunk
  }
}

async function addFiles(
  archive: ArchiveWriter,
  dataFolder: string,
  folder: string,
  report: (line: string) => void,
): Promise<number> {
  const found = await readdir(path.join(dataFolder, folder), { recursive: true, withFileTypes: true }).catch(
    () => [],
  )
  let count = 0
  for (const entry of found) {
    if (!entry.isFile()) continue
    const absolute = path.join(entry.parentPath, entry.name)
    const name = path.relative(dataFolder, absolute).split(path.sep).join('/')
    if (FETCHED.test(name)) continue
    // Held open: one that is deleted from now on is still read, one that is gone already is left out.
    const file = await open(absolute).catch(() => undefined)
    if (file === undefined) continue
    report(`file ${name}`)
    try {
      const { size } = await file.stat()
      // What is appended to it from now on belongs to the next backup.
      const content = size === 0 ? nothing() : file.createReadStream({ end: size - 1, autoClose: false })
      await archive.file(name, size, content)
    } finally {
      await file.close()
    }
    count += 1
  }
  return count
}

async function* nothing(): AsyncGenerator<Uint8Array> {}
