import { resolve } from 'node:path'
import { createInterface } from 'node:readline/promises'
import { parseArgs } from 'node:util'
import { runBackup } from './backup/run-backup.mjs'
import { commandLine } from './setup/command-line.mjs'
import { SetupError } from './setup/progress.mjs'
import { readSettings } from './setup/settings.mjs'

// `npm run restore -- --from FILE`: a backup into an empty installation; with --force over one that holds something.
await commandLine(async (progress) => {
  const { values } = parseArgs({
    options: { from: { type: 'string' }, force: { type: 'boolean' }, yes: { type: 'boolean' } },
  })
  if (values.from === undefined)
    throw new SetupError('The restore needs a backup.', { advice: 'npm run restore -- --from FILE.tar.zst' })
  const settings = readSettings()
  const from = resolve(settings.calledFrom, values.from)
  if (values.force && !values.yes) await confirm(settings.databaseUrl ? 'DATABASE_URL' : settings.dataFolder)
  await runBackup(progress, settings, 'Restore', [
    ...['restore', '--from', from],
    ...(values.force ? ['--force'] : []),
  ])
  return 0
})

/** @param {string} place */
async function confirm(place) {
  const question = `Everything in ${place} is replaced by the backup and lost. Type "replace" to go on: `
  const terminal = process.stdin.isTTY
    ? createInterface({ input: process.stdin, output: process.stderr })
    : null
  const answer = await terminal?.question(question)
  terminal?.close()
  if (answer !== 'replace')
    throw new SetupError('Nothing was restored.', {
      advice: 'type "replace" when asked, or say --force --yes where nobody can be asked.',
    })
}
