import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { childEnvironment, run } from '../setup/command.mjs'
import { ensureNode } from '../setup/node.mjs'
import { root } from '../setup/paths.mjs'
import { prepare } from '../setup/prepare.mjs'
import { withNode } from '../setup/settings.mjs'

const needed = ['node_modules/.package-lock.json', 'packages/db/src/generated']

/**
 * Runs packages/db's backup program as one step that shows what it is doing.
 * @param {import('../setup/progress.mjs').Progress} progress @param {import('../setup/settings.mjs').Settings} settings
 * @param {string} title @param {string[]} args
 */
export async function runBackup(progress, settings, title, args) {
  const ready = needed.every((path) => existsSync(join(root, path)))
  const { node } = ready
    ? { node: (await ensureNode(() => {})).value }
    : await prepare(progress, settings, { native: false, built: ['generate'] })
  const env = childEnvironment({
    ...withNode(node),
    ATELIER_DATA: settings.dataFolder,
    ...(settings.databaseUrl && { DATABASE_URL: settings.databaseUrl }),
  })
  const program = join(root, 'packages/db/src/backup/cli.ts')
  await progress.step(title, async (say) => {
    let outcome = 'done'
    /** @param {string} line */
    const onLine = (line) => {
      if (!line.startsWith('{')) return
      const { doing, done } = JSON.parse(line)
      if (doing) say(doing)
      if (done) outcome = done
    }
    await run(node.program, [program, ...args], { env, onLine, deathSignal: 'TERM' })
    return { outcome, value: undefined }
  })
}
