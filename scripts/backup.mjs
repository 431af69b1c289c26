import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { runBackup } from './backup/run-backup.mjs'
import { commandLine } from './setup/command-line.mjs'
import { SetupError } from './setup/progress.mjs'
import { readSettings } from './setup/settings.mjs'

// `npm run backup -- --to PLACE`: database and files in one archive, while the product runs or not.
await commandLine(async (progress) => {
  const { values } = parseArgs({ options: { to: { type: 'string' } } })
  if (values.to === undefined)
    throw new SetupError('The backup needs a place.', {
      advice: 'npm run backup -- --to FILE.tar.zst, or --to FOLDER/ for a file that is named after the time.',
    })
  const settings = readSettings()
  // A folder keeps its slash, by which it is known to be one.
  const to = resolve(settings.calledFrom, values.to) + (values.to.endsWith('/') ? '/' : '')
  await runBackup(progress, settings, 'Backup', ['backup', '--to', to])
  return 0
})
