import { type Database, openRunQueue, type RunQueue } from '@atelier/db'
import { createTestDatabase, listenUrlOf } from '@atelier/db/testing'
import { pino } from 'pino'
import { z } from 'zod'
import { type ServerOptions, startServer } from '../../src/server.ts'
import { makeDataFolder } from './data-folder.ts'

const answer = z.object({
  data: z.any().optional(),
  errors: z
    .array(z.object({ message: z.string(), extensions: z.looseObject({ code: z.string() }) }))
    .optional(),
})
export type Answer = z.output<typeof answer> & { readonly status: number }

export type TestApi = {
  readonly db: Database
  readonly databaseUrl: string
  readonly dataFolder: string
  readonly queue: RunQueue
  readonly port: number
  readonly operatorsPort: number | undefined
  readonly address: string
  /** Asks over real HTTP. */
  ask(query: string, variables?: object, headers?: Record<string, string>): Promise<Answer>
  stop(): Promise<void>
}

/** On a free port, without a site, and without a word. */
export const quietly = {
  ...{ host: '127.0.0.1', port: 0, allowedHosts: [], siteUrl: undefined },
  log: pino({ level: 'silent' }),
} satisfies Partial<ServerOptions>

/** A whole server on a free port, with a database and a data folder of its own. */
export async function startApi(name: string, options: Partial<ServerOptions> = {}): Promise<TestApi> {
  const database = await createTestDatabase(name)
  const data = await makeDataFolder()
  const server = await startServer({
    ...{
      databaseUrl: database.url,
      listenUrl: listenUrlOf(database.url),
      dataFolder: data.folder,
    },
    ...quietly,
    ...options,
  })
  const queue = await openRunQueue(database.url, { tidy: false, onError: () => {} })
  const address = `http://127.0.0.1:${server.port}`
  return {
    ...{ db: database.db, databaseUrl: database.url, dataFolder: data.folder, queue, address },
    ...{ port: server.port, operatorsPort: server.operatorsPort },
    async ask(query, variables = {}, headers = {}) {
      const response = await fetch(`${address}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify({ query, variables }),
      })
      const { data, errors } = answer.parse(await response.json())
      return { status: response.status, data, ...(errors && { errors }) }
    },
    async stop() {
      await server.stop()
      await queue.stop()
      await database.drop()
      await data.remove()
    },
  }
}

/** The data of an answer that must have no errors. */
export function dataOf(answer: Answer): Answer['data'] {
  if (answer.errors) throw new Error(answer.errors.map((error) => error.message).join('\n'))
  return answer.data
}
