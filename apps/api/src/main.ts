import { isDatabaseAway } from '@atelier/db'
import { pino } from 'pino'
import { type Env, readEnv } from './env.ts'
import { type RunningServer, startServer } from './server.ts'

/** Runs the API until it is told to stop. Fails with one clear sentence when it cannot start. */
async function main(): Promise<void> {
  const env = readEnv()
  const log = pino({ name: 'api', level: env.LOG_LEVEL })
  const starting = startServer({
    ...{ host: env.HOST, port: env.PORT, allowedHosts: env.ATELIER_ALLOWED_HOSTS, siteUrl: env.WEB_URL },
    ...{ databaseUrl: env.DATABASE_URL, dataFolder: env.ATELIER_DATA, log },
  })
  stopOnSignal(await starting.catch((error: unknown) => explain(error, env)))
}

function explain(error: unknown, { DATABASE_URL }: Env): never {
  if (!isDatabaseAway(error)) throw error
  const { host } = new URL(DATABASE_URL)
  throw new Error(`The database at ${host} (DATABASE_URL) does not answer: is it running?`, { cause: error })
}

function stopOnSignal(server: RunningServer): void {
  let stopping = false
  const stop = () => {
    if (stopping) return
    stopping = true
    server.stop().then(() => process.exit(0), fail)
  }
  process.on('SIGINT', stop).on('SIGTERM', stop)
}

function fail(error: unknown): never {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exit(1)
}

main().catch(fail)
