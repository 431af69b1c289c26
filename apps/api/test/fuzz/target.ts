import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { Agent, createServer, request, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text as whole } from 'node:stream/consumers'
import { setTimeout as wait } from 'node:timers/promises'
import { createTestDatabase } from '@atelier/db/testing'
import { WebSocket } from 'ws'
import { z } from 'zod'
import { type ApiProcess, startProcess, stopProcess } from '../support/api-process.ts'
import { makeDataFolder } from '../support/data-folder.ts'
import type { Case } from './requests.ts'
import { type Known, withIds } from './values.ts'

/** Longer than any answer takes where a machine is busy: what takes longer hangs. */
const HANGS_MILLISECONDS = 60_000
/** As the API is run (scripts/supervise/api-command.mjs), with little room: what grew would end it. */
const BOUNDED = {
  NODE_OPTIONS: '--max-semi-space-size=8 --max-old-space-size=256',
  ...{ MALLOC_ARENA_MAX: '1', MALLOC_MMAP_THRESHOLD_: '131072' },
}
/** Cases until the things in the database are looked after. */
const RENEWED_EVERY = 25
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

/** How a case was answered, and what is wrong with that. */
type Taken = { readonly outcome: string; readonly fault?: string | undefined }

/** An API in a process of its own, with a few things in its database, and what is wrong with its answers. */
export class Target {
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 4 })
  readonly #process: ApiProcess
  readonly #elsewhere: Elsewhere
  readonly #release: () => Promise<void>
  readonly #outcomes = new Map<string, number>()
  #known: Known
  #count = 0

  private constructor(process: ApiProcess, elsewhere: Elsewhere, known: Known, release: () => Promise<void>) {
    this.#process = process
    this.#elsewhere = elsewhere
    this.#known = known
    this.#release = release
  }

  static async start(): Promise<Target> {
    const database = await createTestDatabase('fuzz')
    const data = await makeDataFolder()
    const env = { ATELIER_DATA: data.folder, ...BOUNDED }
    const started = await startProcess(database.url, { env })
    const elsewhere = await Elsewhere.start()
    const release = async () => {
      elsewhere.stop()
      await database.drop()
      await data.remove()
    }
    return new Target(started, elsewhere, await fill(started.port, elsewhere.address), release)
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
  async fault(group: string, sent: Case): Promise<string | undefined> {
    const { exitCode, signalCode } = this.#process.child
    const end = exitCode ?? signalCode
    if (end !== null) return `the API has ended before it, with ${end}`
    if (this.#count++ % RENEWED_EVERY === 0) await this.#renew()
    const { outcome, fault } = await this.#answered(sent)
    const told = `${group}: ${outcome}`
    this.#outcomes.set(told, (this.#outcomes.get(told) ?? 0) + 1)
    // A log comes a little later than the answer.
    if (fault) await wait(200)
    const failures = this.#process.lines
      .splice(0)
      .flatMap((line) => logLine.parse(JSON.parse(line)).err ?? [])
    if (this.#elsewhere.calls > 0) return 'it has called an address that it was given'
    return (
      [fault, ...failures.map(({ stack }) => `it logged ${stack}`)].filter(Boolean).join('\n') || undefined
    )
  }

  /** How often each group of cases was answered in which way, a line each, the most frequent first. */
  outcomes(): string {
    const frequent = [...this.#outcomes].sort(([, one], [, other]) => other - one)
    return frequent.map(([told, count]) => `${String(count).padStart(8)} ${told}`).join('\n')
  }

  /** A case may delete or end what others are about: they find new ones in its place. */
  async #renew(): Promise<void> {
    const { port } = this.#process
    const { logged, launched } = await ask(
      port,
      'query ($logged: ID!, $launched: ID!) { logged: run(id: $logged) { status } launched: run(id: $launched) { status } }',
      this.#known,
    )
    if (logged?.status !== 'RUNNING' || launched?.status !== 'QUEUED')
      this.#known = await fill(port, this.#elsewhere.address)
  }

  async #answered(sent: Case): Promise<Taken> {
    try {
      return await (sent.kind === 'http' ? this.#overHttp(sent) : this.#overSocket(sent.messages))
    } catch (error) {
      return { outcome: 'no answer', fault: `no answer: ${error}` }
    }
  }

  async #overHttp({ method, path, headers, body }: Extract<Case, { kind: 'http' }>): Promise<Taken> {
    const filled = withIds(body, this.#known)
    const outgoing = request({
      ...{ host: '127.0.0.1', port: this.#process.port, agent: this.#agent, method },
      ...{ path: withIds(path, this.#known), signal: AbortSignal.timeout(HANGS_MILLISECONDS) },
      headers: { ...headers, ...(filled && { 'content-length': Buffer.byteLength(filled) }) },
    })
    outgoing.end(filled)
    const [response] = await once(outgoing, 'response')
    const outcome = String(response.statusCode)
    const type = String(response.headers['content-type'])
    // A stream goes on for as long as somebody reads it.
    if (type.startsWith('text/event-stream') && response.statusCode === 200) {
      response.destroy()
      return { outcome: 'a stream' }
    }
    const answer = await whole(response)
    if (response.statusCode >= 500) return { outcome, fault: `${outcome}: ${answer.slice(0, 500)}` }
    const leak = INSIDE.exec(answer)
    if (leak) return { outcome, fault: `its inside shows (${leak[0]}): ${answer.slice(0, 1000)}` }
    if (path === '/graphql' && method === 'POST' && type.startsWith('application/json'))
      return takenAs(answer)
    return { outcome }
  }

  async #overSocket(messages: readonly string[]): Promise<Taken> {
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
    if (
      code !== undefined &&
      (code < 4400 || code >= 4500) &&
      code !== 1009 &&
      code !== 1007 &&
      code !== 1002
    )
      faults.push(`a socket was closed with ${code}`)
    socket.terminate()
    return { outcome: code === undefined ? 'goes on' : `closed with ${code}`, fault: faults[0] }
  }
}

/** A server that nobody has a reason to call. */
class Elsewhere {
  calls = 0
  readonly #server: Server

  private constructor() {
    this.#server = createServer((_request, response) => {
      this.calls += 1
      response.end()
    })
  }

  static async start(): Promise<Elsewhere> {
    const elsewhere = new Elsewhere()
    elsewhere.#server.listen(0, '127.0.0.1')
    await once(elsewhere.#server, 'listening')
    return elsewhere
  }

  get address(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/`
  }

  stop(): void {
    this.#server.close()
  }
}

function takenAs(answer: string): Taken {
  const parsed = graphqlAnswer.safeParse(JSON.parse(answer))
  if (!parsed.success)
    return { outcome: 'no answer', fault: `no answer of GraphQL's form: ${answer.slice(0, 500)}` }
  const [code] = (parsed.data.errors ?? []).map(({ extensions }) => extensions.code)
  const outcome = code ?? (/"userErrors":\[\{/.test(answer) ? 'user errors' : 'data')
  const internal = parsed.data.errors?.some(({ extensions }) => extensions.code === 'INTERNAL_SERVER_ERROR')
  return { outcome, fault: internal ? answer.slice(0, 1000) : undefined }
}

async function ask(port: number, query: string, variables: object = {}) {
  const response = await fetch(`http://127.0.0.1:${port}/graphql`, {
    ...{ method: 'POST', headers: { 'content-type': 'application/json' } },
    body: JSON.stringify({ query, variables }),
  })
  const answer = z.object({ data: z.record(z.string(), z.any()) }).parse(await response.json())
  return answer.data
}

/** A logged run with a history, a launched one that waits, and their project. */
async function fill(port: number, elsewhere: string): Promise<Known> {
  const { projects } = await ask(port, '{ projects { id workspace { id } } }')
  const [project] = z
    .array(z.object({ id: z.string(), workspace: z.object({ id: z.string() }) }))
    .min(1)
    .parse(projects)
  const made = await ask(
    port,
    'mutation ($project: ID!) { createRun(input: { projectId: $project, name: "logged", parameters: { lr: 0.1 } }) { run { id } } launchRun(input: { projectId: $project, dataset: "fashion-mnist", model: { preset: "mlp" }, epochs: 2 }) { run { id } userErrors { message } } }',
    { project: project?.id },
  )
  const logged = z.string().parse(made.createRun.run.id)
  await ask(
    port,
    'mutation ($run: ID!, $points: [MetricPointInput!]!, $epochs: [EpochInput!]!) { logMetrics(runId: $run, points: $points) { accepted } logEpochs(runId: $run, epochs: $epochs) { accepted } }',
    {
      run: logged,
      points: Array.from({ length: 200 }, (_, step) => ({ name: 'loss', step, value: 1 / (1 + step) })),
      epochs: [1, 2, 3].map((index) => ({ index, loss: 1 / index, accuracy: 0.5, validationAccuracy: 0.5 })),
    },
  )
  const launched = z.string().parse(made.launchRun.run.id)
  return { logged, launched, elsewhere, project: project?.id ?? '', workspace: project?.workspace.id ?? '' }
}
