import { join } from 'node:path'
import { root } from '../setup/paths.mjs'
import { SetupError } from '../setup/progress.mjs'
import { openLog } from './logs.mjs'
import { startService } from './service.mjs'

/**
 * The embedded PostgreSQL, kept running by a small process of packages/db. `url` resolves once it answers; `onMoved`
 * hears of a new address, when it had to come back on another port.
 * @param {{ node: import('../setup/node.mjs').Node, dataFolder: string, logs: string,
 *   report: (line: string) => void, onMoved: (url: string) => void }} options
 */
export function startDatabase({ node, dataFolder, logs, report, onMoved }) {
  const log = openLog(logs, 'postgres')
  const folder = join(dataFolder, 'postgres')
  const program = join(root, 'packages/db/src/embedded/cli.ts')
  /** @type {(url: string) => void} */
  let resolve = () => undefined
  /** @type {(error: Error) => void} */
  let reject = () => undefined
  /** @type {Promise<string>} */
  const url = new Promise((...both) => ([resolve, reject] = both))
  let last = ''
  const service = startService({
    name: 'PostgreSQL',
    command: node.program,
    args: [program, '--folder', folder, '--log', log.path],
    cwd: root,
    env: {},
    log,
    patience: 40_000,
    report(line) {
      if (last !== '') return report(line)
      service.kill()
      reject(
        new SetupError(`PostgreSQL did not start on ${folder}:\n${service.lastWords()}`, {
          advice: 'see the text above, or set DATABASE_URL to a PostgreSQL of your own.',
        }),
      )
    },
    onOutput(line) {
      const { report: note, url: told } = JSON.parse(line)
      if (note !== undefined) return report(note)
      if (last !== '' && last !== told) onMoved(told)
      last = told
      resolve(told)
    },
  })
  return { service, url }
}
