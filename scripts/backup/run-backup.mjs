import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { CommandError, childEnvironment, run } from '../setup/command.mjs'
import { ensureNode } from '../setup/node.mjs'
import { root } from '../setup/paths.mjs'
import { prepare } from '../setup/prepare.mjs'
import { SetupError } from '../setup/progress.mjs'
import { withNode } from '../setup/settings.mjs'

const needed = ['node_modules/.package-lock.json', 'packages/db/src/generated']

/** The program's own sentence, without the lines on how it was called. @param {unknown} error @returns {never} */
function explain(error) {
  if (!(error instanceof CommandError)) throw error
  const sentence = error.said.split('\n').filter((line) => !line.startsWith('{'))
  throw new SetupError(sentence.join('\n'), {
    advice: 'see the sentence above; docs/operating.md tells more.',
  })
}

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
    /** What it is doing, unless the line has not arrived whole. @param {string} line */
    const onLine = (line) => {
      const doing = /^\{"doing":"(.*)"\}$/.exec(line)?.[1]
      if (doing) say(doing)
    }
    const said = await run(node.program, [program, ...args], { env, onLine, deathSignal: 'TERM' }).catch(
      explain,
    )
    return { outcome: JSON.parse(said.trim().split('\n').at(-1) ?? '{}').done, value: undefined }
  })
}
