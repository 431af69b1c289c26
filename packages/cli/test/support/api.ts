import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createClient } from '@atelier/client'
import type { Database } from '@atelier/db'
import { createTestDatabase } from '@atelier/db/testing'
import { Program } from './program.ts'

export type Api = {
  readonly db: Database
  readonly url: string
  readonly databaseUrl: string
  /** A folder for spools, which goes with the rest. */
  readonly folder: string
  /** Ends the server; `start` brings it back at the same address. */
  stop(): Promise<void>
  start(): Promise<void>
  remove(): Promise<void>
}

/** The API in a process of its own, at an address that outlives its restarts. */
export async function startApi(name: string): Promise<Api> {
  const database = await createTestDatabase(name)
  const folder = await mkdtemp(join(tmpdir(), 'atelier-scripts-'))
  let port = 0
  let server: Program | undefined
  const start = async () => {
    server = new Program([process.execPath, 'apps/api/src/main.ts'], {
      ...{ DATABASE_URL: database.url, PORT: String(port), ATELIER_DATA: folder },
      ...{ ATELIER_SIGN_IN: 'off', LOG_LEVEL: 'info', NODE_NO_WARNINGS: '1' },
    })
    const { port: taken }: { port: number } = JSON.parse(await server.line('the API is up'))
    port = taken
  }
  const stop = async () => server?.kill('SIGTERM')
  await start()
  return {
    ...{ db: database.db, databaseUrl: database.url, url: `http://127.0.0.1:${port}`, folder, start, stop },
    async remove() {
      await stop()
      await database.drop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** A key for scripts, made as `npm run keys` makes it. */
export async function makeKey(api: Api, name: string): Promise<string> {
  const program = 'packages/db/src/access/cli.ts'
  const create = [program, 'create', '--name', name, '--scope', 'write']
  const made = new Program([process.execPath, ...create], {
    DATABASE_URL: api.databaseUrl,
    ATELIER_DATA: api.folder,
  })
  if ((await made.end()) !== 0) throw new Error(made.stderr)
  return made.stdout.trim()
}

/** A run's history as its readers see it. */
export async function historyOf(api: Api, name: string) {
  const run = await api.db.run.findFirstOrThrow({ where: { name }, orderBy: { createdAt: 'desc' } })
  const events = []
  for await (const event of createClient({ url: api.url }).runEvents(run.id)) events.push(event)
  const metrics = await api.db.metricSeries.findMany({ where: { runId: run.id } })
  const points = new Map(metrics.map((series) => [series.name, series.count]))
  return { run, events, points, types: events.map((event) => event.__typename) }
}
