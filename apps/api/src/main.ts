import { isDatabaseAway } from '@atelier/db'
import { describeError } from '@atelier/observe'
import type { Logger } from 'pino'
import { type Env, readEnv } from './env.ts'
import { createLog } from './observe/log.ts'
import { type RunningServer, startServer } from './server.ts'

/** Runs the API until it is told to stop. Fails with one clear sentence when it cannot start. */
async function main(): Promise<void> {
  const env = readEnv()
  const log = createLog({ name: 'api', level: env.LOG_LEVEL })
  logWhatLibrariesPrint(log)
  const starting = startServer({
    ...{ host: env.HOST, port: env.PORT, allowedHosts: env.ATELIER_ALLOWED_HOSTS },
    ...{ siteUrl: env.WEB_URL, siteFolder: env.WEB_STATIC },
    ...{
      databaseUrl: env.DATABASE_URL,
      listenUrl: env.DATABASE_LISTEN_URL,
      dataFolder: env.ATELIER_DATA,
      storage: env.storage,
      log,
      signIn: env.ATELIER_SIGN_IN === 'on',
      oidc: env.oidc,
      publicUrl: env.ATELIER_PUBLIC_URL,
      trustedProxies: env.ATELIER_TRUSTED_PROXIES,
    },
    ...{
      slowMilliseconds: env.ATELIER_SLOW_MILLISECONDS,
      silentMinutes: env.ATELIER_SILENT_MINUTES,
      graceMilliseconds: env.ATELIER_GRACE_SECONDS * 1000,
    },
    ...{ operators: operatorsAddress(env), tracing: await tracingOf(env) },
  })
  stopOnSignal(await starting.catch((error: unknown) => explain(error, env)))
}

/** OpenTelemetry is loaded only where traces have somewhere to go. */
async function tracingOf({ OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_SERVICE_NAME: service }: Env) {
  if (endpoint === undefined) return undefined
  const { startOpenTelemetry } = await import('@atelier/observe/open-telemetry')
  return startOpenTelemetry({ endpoint, service })
}

function operatorsAddress({ ATELIER_METRICS_HOST: host, ATELIER_METRICS_PORT: port }: Env) {
  return port === undefined ? undefined : { host, port }
}

/** Libraries print some errors as plain text, which would break the log's one object a line. */
function logWhatLibrariesPrint(log: Logger): void {
  console.error = (...printed: unknown[]) => log.warn({ printed: printed.map(asText) }, 'a library printed')
  console.warn = console.error
}

const asText = (printed: unknown) => (printed instanceof Error ? describeError(printed) : String(printed))

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
