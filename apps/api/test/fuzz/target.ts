import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { Agent, request } from 'node:http'
import { text as whole } from 'node:stream/consumers'
import { setTimeout as wait } from 'node:timers/promises'
import { createTestDatabase, type TestDatabase } from '@atelier/db/testing'
import { WebSocket } from 'ws'
import { z } from 'zod'
import { type ApiProcess, startProcess, stopProcess } from '../support/api-process.ts'
import { makeDataFolder } from '../support/data-folder.ts'
import type { Case } from './requests.ts'
import { type Known, withIds } from './values.ts'

/** Longer than any answer takes where a machine is busy: what takes longer hangs. */
const HANGS_MILLISECONDS = 60_000
/** The API leaves out of its answers where it lies, what it is made of and how it asks its database. */
const INSIDE =
  /\n\s+at \S|node_modules|\.(ts|mjs):\d|\/(src|dist|home|root|work|tmp|nowhere)\/|Prisma|\bpg_|postgres(ql)?:\/\/|ECONN/

/** What is logged with an error is a bug of ours. */
const logLine = z.looseObject({ err: z.looseObject({ stack: z.string() }).optional() })
const graphqlAnswer = z
  .looseObject({
    data: z.looseObject({}).nullish(),
    errors: z
      .array(z.object({ message: z.string(), extensions: z.looseObject({ code: z.string() }) }))
      .min(1)
      .optional(),
  })
  .refine(({ data, errors }) => data || errors)

/** An API in a process of its own, with a few things in its database, and what is wrong with its answers. */
export class Target {
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 4 })
  readonly #process: ApiProcess
  readonly #release: () => Promise<void>
  readonly #known: Known

  private constructor(process: ApiProcess, known: Known, release: () => Promise<void>) {
    this.#process = process
    this.#known = known
    this.#release = release
  }

  static async start(): Promise<Target> {
    const database = await createTestDatabase('fuzz')
    const data = await makeDataFolder()
    const env = { ATELIER_DATA: data.folder }
    const started = await startProcess(database.url, { env })
    const release = async () => {
      await database.drop()
      await data.remove()
    }
    return new Target(started, await fill(database, started.port), release)
  }

  async stop(): Promise<number | null> {
    this.#agent.destroy()
    const status = await stopProcess(this.#process)
    await this.#release()
    return status
  }

  /** Resident size in MiB; undefined where the system does not tell. */
  memory(): number | undefined {
    try {
      const status = readFileSync(`/proc/${this.#process.child.pid}/status`, 'utf8')
      return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) / 1024
    } catch {
      return undefined
    }
  }

  /** What is wrong with how the server takes a case; undefined: nothing. */
  async fault(sent: Case): Promise<string | undefined> {
    if (this.#process.child.exitCode !== null) return `the API has ended with ${this.#process.child.exitCode}`
    const fault = await (sent.kind === 'http' ? this.#overHttp(sent) : this.#overSocket(sent.messages))
    // A log comes a little later than the answer.
    if (fault) await wait(200)
    const failures = this.#process.lines
      .splice(0)
      .flatMap((line) => logLine.parse(JSON.parse(line)).err ?? [])
    return (
      [fault, ...failures.map(({ stack }) => `it logged ${stack}`)].filter(Boolean).join('\n') || undefined
    )
  }

  async #overHttp({
    method,
    path,
    headers,
    body,
  }: Extract<Case, { kind: 'http' }>): Promise<string | undefined> {
    const filled = withIds(body, this.#known)
    const outgoing = request({
      ...{ host: '127.0.0.1', port: this.#process.port, agent: this.#agent, method },
      ...{ path: withIds(path, this.#known), signal: AbortSignal.timeout(HANGS_MILLISECONDS) },
      headers: { ...headers, ...(filled && { 'content-length': Buffer.byteLength(filled) }) },
    })
    outgoing.end(filled)
    const [response] = await once(outgoing, 'response')
    const type = String(response.headers['content-type'])
    // A stream goes on for as long as somebody reads it.
    if (type.startsWith('text/event-stream') && response.statusCode === 200) {
      response.destroy()
      return undefined
    }
    const answer = await whole(response)
    if (response.statusCode >= 500) return `${response.statusCode}: ${answer.slice(0, 500)}`
    const leak = INSIDE.exec(answer)
    if (leak) return `its inside shows (${leak[0]}): ${answer.slice(0, 1000)}`
    if (path === '/graphql' && method === 'POST' && type.startsWith('application/json'))
      return faultIn(answer)
    return undefined
  }

  async #overSocket(messages: readonly string[]): Promise<string | undefined> {
    const socket = new WebSocket(`ws://127.0.0.1:${this.#process.port}/graphql`, 'graphql-transport-ws')
    const faults: string[] = []
    socket.on('message', (data) => {
      const received = String(data)
      const leak = INSIDE.exec(received) ?? /INTERNAL_SERVER_ERROR/.exec(received)
      if (leak) faults.push(`over a socket its inside shows (${leak[0]}): ${received.slice(0, 1000)}`)
    })
    const closed = once(socket, 'close')
    const signal = AbortSignal.timeout(HANGS_MILLISECONDS)
    await once(socket, 'open', { signal })
    socket.send(JSON.stringify({ type: 'connection_init' }))
    await once(socket, 'message', { signal })
    for (const message of messages)
      if (socket.readyState === WebSocket.OPEN) socket.send(withIds(message, this.#known))
    // It either still answers or has closed, with a code that names the client's mistake.
    if (socket.readyState === WebSocket.OPEN) socket.ping()
    const alive = once(socket, 'pong', { signal }).then(() => undefined)
    const code = await Promise.race([alive, closed.then(([status]) => Number(status))])
    if (code !== undefined && code < 4400 && code !== 1009 && code !== 1007 && code !== 1002)
      faults.push(`a socket was closed with ${code}`)
    socket.terminate()
    return faults[0]
  }
}

function faultIn(answer: string): string | undefined {
  const parsed = graphqlAnswer.safeParse(JSON.parse(answer))
  if (!parsed.success) return `no answer of GraphQL's form: ${answer.slice(0, 500)}`
  const failed = (parsed.data.errors ?? []).find(
    ({ extensions: { code } }) => code === 'INTERNAL_SERVER_ERROR',
  )
  return failed && `${answer.slice(0, 1000)}`
}

/** A logged run with a history, a launched one that waits, and their project. */
async function fill({ db }: TestDatabase, port: number): Promise<Known> {
  const ask = async (query: string, variables: object = {}) => {
    const response = await fetch(`http://127.0.0.1:${port}/graphql`, {
      ...{ method: 'POST', headers: { 'content-type': 'application/json' } },
      body: JSON.stringify({ query, variables }),
    })
    const answer = z.object({ data: z.record(z.string(), z.any()) }).parse(await response.json())
    return answer.data
  }
  const project = await db.project.findFirstOrThrow()
  const made = await ask(
    'mutation ($project: ID!) { createRun(input: { projectId: $project, name: "logged", parameters: { lr: 0.1 } }) { run { id } } launchRun(input: { projectId: $project, dataset: "fashion-mnist", model: { preset: "mlp" }, epochs: 2 }) { run { id } userErrors { message } } }',
    { project: project.id },
  )
  const logged = z.string().parse(made.createRun.run.id)
  await ask(
    'mutation ($run: ID!, $points: [MetricPointInput!]!, $epochs: [EpochInput!]!) { logMetrics(runId: $run, points: $points) { accepted } logEpochs(runId: $run, epochs: $epochs) { accepted } }',
    {
      run: logged,
      points: Array.from({ length: 200 }, (_, step) => ({ name: 'loss', step, value: 1 / (1 + step) })),
      epochs: [1, 2, 3].map((index) => ({ index, loss: 1 / index, accuracy: 0.5, validationAccuracy: 0.5 })),
    },
  )
  const launched = z.string().parse(made.launchRun.run.id)
  return { logged, launched, project: project.id, workspace: project.workspaceId }
}
