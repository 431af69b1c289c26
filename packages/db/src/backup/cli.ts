import path from 'node:path'
import { parseArgs } from 'node:util'
import { CommandError, runCommand, visitInstallation } from '../command.ts'
import { backUp } from './backup.ts'
import { restore } from './restore.ts'

/**
 * `cli.ts backup --to PLACE` and `cli.ts restore --from FILE [--force]`, for scripts/backup.mjs and restore.mjs: prints
 * one JSON object a line, `{doing}` while it works and `{done}` at the end.
 */

/** Often enough for people. */
const NEWS_EVERY_MILLISECONDS = 100
let toldAt = 0

function news(doing: string): void {
  if (performance.now() - toldAt < NEWS_EVERY_MILLISECONDS) return
  toldAt = performance.now()
  tell({ doing })
}

const tell = (line: object) => process.stdout.write(`${JSON.stringify(line)}\n`)

await runCommand(async () => {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: { to: { type: 'string' }, from: { type: 'string' }, force: { type: 'boolean' } },
  })
  await visitInstallation(async (installation) => {
    const shared = { ...installation, report: news }
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
    } else throw new CommandError('Say what to do: backup --to PLACE, or restore --from FILE.')
  })
})
