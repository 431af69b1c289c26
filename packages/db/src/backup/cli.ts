import path from 'node:path'
import { parseArgs } from 'node:util'
import { z } from 'zod'
import { openEmbedded } from '../embedded/index.ts'
import { MigrationError } from '../migrate-database.ts'
import { BackupError } from './archive.ts'
import { backUp } from './backup.ts'
import { restore } from './restore.ts'

/**
 * `cli.ts backup --to PLACE` and `cli.ts restore --from FILE [--force]`, for scripts/backup.mjs and restore.mjs: prints
 * one JSON object a line, `{doing}` while it works and `{done}` at the end. Works on DATABASE_URL, or on the database in
 * ATELIER_DATA, which it starts if it does not run.
 */
const env = z
  .object({ ATELIER_DATA: z.string().min(1), DATABASE_URL: z.string().optional() })
  .parse(process.env)

/** Often enough for people. */
const NEWS_EVERY_MILLISECONDS = 100
let toldAt = 0

function news(doing: string): void {
  if (performance.now() - toldAt < NEWS_EVERY_MILLISECONDS) return
  toldAt = performance.now()
  tell({ doing })
}

const tell = (line: object) => process.stdout.write(`${JSON.stringify(line)}\n`)

async function main(): Promise<void> {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: { to: { type: 'string' }, from: { type: 'string' }, force: { type: 'boolean' } },
  })
  const dataFolder = path.resolve(env.ATELIER_DATA)
  const own = { url: env.DATABASE_URL ?? '', close: async () => {} }
  const database = env.DATABASE_URL ? own : await openEmbedded(path.join(dataFolder, 'postgres'))
  const shared = { databaseUrl: database.url, dataFolder, report: news }
  try {
    if (positionals[0] === 'backup' && values.to !== undefined) {
      const { path: file, rows, files } = await backUp({ ...shared, to: values.to })
      tell({ done: `${file} (${rows} rows, ${files} files)` })
    } else if (positionals[0] === 'restore' && values.from !== undefined) {
      const { rows, files, migrated } = await restore({
        ...shared,
        from: path.resolve(values.from),
        force: values.force ?? false,
      })
      const upgraded = migrated.length > 0 ? `, ${migrated.length} migrations applied` : ''
      tell({ done: `${rows} rows, ${files} files${upgraded}` })
    } else throw new BackupError('Say what to do: backup --to PLACE, or restore --from FILE.')
  } finally {
    await database.close()
  }
}

try {
  await main()
} catch (error) {
  const known = error instanceof BackupError || error instanceof MigrationError
  process.stderr.write(`${known ? error.message : error instanceof Error ? error.stack : String(error)}\n`)
  process.exitCode = 1
}
