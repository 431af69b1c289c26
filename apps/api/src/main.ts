import { pino } from 'pino'
import { readEnv } from './env.ts'
import { startServer } from './server.ts'

const env = readEnv()
const log = pino({ name: 'api', level: env.LOG_LEVEL })
const server = await startServer({
  ...{ host: env.HOST, port: env.PORT, allowedHosts: env.ATELIER_ALLOWED_HOSTS, siteUrl: env.WEB_URL },
  ...{ databaseUrl: env.DATABASE_URL, dataFolder: env.ATELIER_DATA, log },
})

let stopping = false
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.on(signal, () => {
    if (stopping) return
    stopping = true
    log.info({ signal }, 'the API stops')
    server.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error({ err: error }, 'the API did not stop cleanly')
        process.exit(1)
      },
    )
  })
