import { createDatabase, isDatabaseAway, openRunQueue, requireCurrentSchema } from '@atelier/db'
import { createLog, noTracing, type Tracing } from '@atelier/observe'
import { openStorage, type Storage } from '@atelier/storage'
import type { Logger } from 'pino'
import { type Env, readEnv } from './env.ts'
import { startOperatorsServer } from './observe/operators-server.ts'
import { WorkerMetrics } from './observe/worker-metrics.ts'
import { Worker } from './worker.ts'

async function main(env: Env, log: Logger): Promise<void> {
  const tracing = await tracingOf(env)
  const db = createDatabase(env.DATABASE_URL, {
    connections: 5 + env.WORKER_SLOTS,
    applicationName: 'atelier-worker',
  })
  await requireCurrentSchema(db).catch((error: unknown) => explain(error, env))
  const queue = await openRunQueue(env.DATABASE_URL, {
    tidy: true,
    onError: (error) => log.warn({ err: error }, 'the queue had an error'),
  })
  const metrics = new WorkerMetrics(db, env.WORKER_SLOTS)
  const operators = await operatorsServer(env, metrics, log)
  const worker = await Worker.start({
    ...{ listenUrl: env.DATABASE_LISTEN_URL ?? env.DATABASE_URL, db, queue },
    ...{ log, metrics, tracing },
    ...{ name: env.WORKER_NAME, slots: env.WORKER_SLOTS, dataFolder: env.ATELIER_DATA },
    leaseSeconds: env.WORKER_LEASE_SECONDS,
    storage: await openedStorage(env),
  })
  log.info({ signal: await told('SIGTERM', 'SIGINT') }, 'the worker stops')
  await worker.stop()
  await queue.stop()
  await db.$disconnect()
  await operators?.stop()
  await tracing.stop()
  // A request to a storage that says nothing would keep the process for another minute.
  process.exit(0)
}

/** OpenTelemetry is loaded only where traces have somewhere to go, and before the database's client. */
async function tracingOf({
  OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
  OTEL_SERVICE_NAME: service,
}: Env): Promise<Tracing> {
  if (endpoint === undefined) return noTracing
  const { startOpenTelemetry } = await import('@atelier/observe/open-telemetry')
  return startOpenTelemetry({ endpoint, service })
}

async function operatorsServer(env: Env, metrics: WorkerMetrics, log: Logger) {
  if (env.WORKER_METRICS_PORT === undefined) return undefined
  const address = { host: env.WORKER_METRICS_HOST, port: env.WORKER_METRICS_PORT }
  const server = await startOperatorsServer(metrics, address)
  log.info({ ...address, port: server.port }, 'metrics and health are served')
  return server
}

/** What it cannot keep, it should not begin to train. */
async function openedStorage({ storage: address }: Env): Promise<Storage> {
  const storage = await openStorage(address)
  await storage.check()
  return storage
}

function explain(error: unknown, { DATABASE_URL }: Env): never {
  if (!isDatabaseAway(error)) throw error
  const { host } = new URL(DATABASE_URL)
  throw new Error(
    `the database at ${host} (DATABASE_URL) does not answer: is it running, and may this machine reach it?`,
    {
      cause: error,
    },
  )
}

/** The first of these signals. Later ones are heard and change nothing: stopping takes its time. */
function told(...signals: NodeJS.Signals[]): Promise<NodeJS.Signals> {
  const { promise, resolve } = Promise.withResolvers<NodeJS.Signals>()
  for (const signal of signals) process.on(signal, resolve)
  return promise
}

try {
  const env = readEnv(process.env)
  await main(env, createLog({ name: 'worker', level: env.LOG_LEVEL }))
} catch (error) {
  console.error('The worker cannot work:', error instanceof Error ? error.message : error)
  process.exit(1)
}
