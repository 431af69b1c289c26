import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { childEnvironment, run } from '../setup/command.mjs'
import { root } from '../setup/paths.mjs'
import { SetupError } from '../setup/progress.mjs'
import { withNode } from '../setup/settings.mjs'
import { answers } from './answers.mjs'
import { apiCommand } from './api-command.mjs'
import { startDatabase } from './database.mjs'
import { openLog } from './logs.mjs'
import { freePort } from './ports.mjs'
import { startService } from './service.mjs'

const READY_WITHIN_MS = 120_000
/** A process that fails so often before all answer will not get better by itself. */
const FAULTS_AT_START = 3

/**
 * Starts database, API, site and one worker. Whatever runs is in the list `services` at once, so that it can be
 * stopped at any moment; after `signal` nothing more is started.
 * @param {{ node: import('../setup/node.mjs').Node, settings: import('../setup/settings.mjs').Settings, port: number,
 *   progress: import('../setup/progress.mjs').Progress, services: import('./service.mjs').Service[], signal: AbortSignal }} options
 * @returns {Promise<string>} the one address
 */
export async function startProduct({ node, settings, port, progress, services, signal }) {
  const { dataFolder, host, signIn } = settings
  const logs = join(dataFolder, 'logs')
  const report = progress.line
  const named = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host
  const address = `http://${named.includes(':') ? `[${named}]` : named}:${port}`
  const webPort = (await freePort(0, '127.0.0.1')) ?? 0
  const siteAddress = `http://127.0.0.1:${webPort}`
  let databaseUrl = settings.databaseUrl ?? ''

  /** @param {string} name @param {string[]} args @param {NodeJS.ProcessEnv} more @param {number} patience */
  const start = (name, args, more, patience) => {
    signal.throwIfAborted()
    const env = {
      ...withNode(node),
      NODE_ENV: 'production',
      ATELIER_DATA: dataFolder,
      ATELIER_SIGN_IN: signIn,
      ...more,
    }
    const [cwd, log] = [join(root, 'apps', name), openLog(logs, name)]
    services.push(startService({ name, command: node.program, args, cwd, env, log, patience, report }))
  }
  const startApplications = () => {
    const database = { DATABASE_URL: databaseUrl }
    const api = { ...database, ...apiCommand.env, PORT: String(port), HOST: host, WEB_URL: siteAddress }
    // Longer than the grace that the API gives to what it has begun.
    start('api', apiCommand.args, api, 15_000)
    const next = [join(root, 'node_modules/next/dist/bin/next'), 'start', '--hostname', '127.0.0.1']
    start('web', [...next, '--port', String(webPort)], { API_URL: `${address}/graphql` }, 5000)
    start('worker', ['src/main.ts'], { ...database, WORKER_NAME: settings.workerName }, 15_000)
  }
  const onMoved = async (/** @type {string} */ url) => {
    databaseUrl = url
    report('PostgreSQL came back on another port: starting the rest again.')
    await Promise.all(services.splice(1).map((service) => service.stop()))
    if (!signal.aborted) startApplications()
  }

  if (settings.databaseUrl === undefined)
    await progress.step('PostgreSQL', async () => {
      const database = startDatabase({ node, dataFolder, logs, report, onMoved })
      services.push(database.service)
      databaseUrl = await database.url
      return { outcome: `running on port ${new URL(databaseUrl).port}`, value: undefined }
    })
  await progress.step('Migrations', async (say) => {
    signal.throwIfAborted()
    const env = childEnvironment({ ...withNode(node), DATABASE_URL: databaseUrl })
    const said = await run(node.program, [join(root, 'packages/db/src/migrate.ts')], { env, onLine: say })
    return { outcome: said.trim() === '' ? 'up to date' : 'applied', value: undefined }
  })
  await progress.step('API, site and worker', async (say) => {
    say('waiting for their answer')
    startApplications()
    await waitForAnswer(address, siteAddress, services, signal)
    return { outcome: 'running', value: undefined }
  })
  return address
}

/** @param {string} address @param {string} siteAddress @param {import('./service.mjs').Service[]} services @param {AbortSignal} signal */
async function waitForAnswer(address, siteAddress, services, signal) {
  const deadline = Date.now() + READY_WITHIN_MS
  while (!(await answers(address, siteAddress))) {
    signal.throwIfAborted()
    const failed = services.find((service) => service.faults() >= FAULTS_AT_START)
    const late = Date.now() > deadline
    if (failed || late) {
      const shown = failed ? [failed] : services
      throw new SetupError(
        failed
          ? `${failed.name} does not stay up.`
          : `${address} did not answer within ${READY_WITHIN_MS / 1000} s.`,
        {
          tried: shown.map((service) => `${service.name}, whose log ends so:\n${service.lastWords()}`),
          advice: 'see the text above; when you changed nothing, report it.',
        },
      )
    }
    await delay(150)
  }
}
