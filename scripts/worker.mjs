import { mkdirSync } from 'node:fs'
import { hostname } from 'node:os'
import { join, resolve } from 'node:path'
import { env } from 'node:process'
import { parseArgs } from 'node:util'
import { childEnvironment } from './setup/command.mjs'
import { commandLine } from './setup/command-line.mjs'
import { runInForeground } from './setup/hand-over.mjs'
import { root } from './setup/paths.mjs'
import { prepare } from './setup/prepare.mjs'
import { SetupError } from './setup/progress.mjs'
import { readSettings, withNode } from './setup/settings.mjs'

const USAGE =
  'npm run worker -- --database-url postgresql://user:password@host/name [--name NAME] [--data FOLDER] [--slots N] [--metrics-port N]'

// `npm run worker`: sets this machine up, then trains runs of the installation whose database it is given until Ctrl-C.
await commandLine(async (progress, setSignalHandler) => {
  const { databaseUrl, name, data, slots, metricsPort } = readArguments()
  if (databaseUrl !== undefined) env.DATABASE_URL = databaseUrl
  const settings = readSettings()
  if (settings.databaseUrl === undefined)
    throw new SetupError('A worker needs the database of the installation that it works for.', {
      advice: USAGE,
    })
  if (data !== undefined) settings.dataFolder = resolve(settings.calledFrom, data)
  mkdirSync(settings.dataFolder, { recursive: true })
  const { node } = await prepare(progress, settings, { built: ['generate'] })
  const environment = childEnvironment({
    ...withNode(node),
    ...{ NODE_ENV: 'production', DATABASE_URL: settings.databaseUrl, ATELIER_DATA: settings.dataFolder },
    WORKER_NAME: name ?? env.WORKER_NAME ?? hostname(),
    ...(slots !== undefined && { WORKER_SLOTS: slots }),
    ...(metricsPort !== undefined && { WORKER_METRICS_PORT: metricsPort }),
  })
  return await runInForeground(node.program, [join(root, 'apps/worker/src/main.ts')], {
    ...{ env: environment, setSignalHandler },
  })
})

function readArguments() {
  try {
    const { values } = parseArgs({
      options: {
        ...{ 'database-url': { type: 'string' }, name: { type: 'string' }, data: { type: 'string' } },
        ...{ slots: { type: 'string' }, 'metrics-port': { type: 'string' } },
      },
    })
    const { 'database-url': databaseUrl, 'metrics-port': metricsPort, name, data, slots } = values
    if (slots !== undefined && !/^[1-9]\d*$/.test(slots))
      throw new SetupError(`--slots ${slots}: it must be a whole number from 1 on.`, { advice: USAGE })
    return { databaseUrl, name, data, slots, metricsPort }
  } catch (error) {
    if (error instanceof SetupError) throw error
    throw new SetupError(error instanceof Error ? error.message : String(error), { advice: USAGE })
  }
}
