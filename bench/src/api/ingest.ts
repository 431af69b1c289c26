import { KeepAliveClient } from './keep-alive-client.ts'
import { atLeast, atMost, percentile, type Row } from './row.ts'
import type { BenchServer } from './server.ts'
import { SocketClient } from './socket-client.ts'

const LOG =
  'mutation ($runId: ID!, $points: [MetricPointInput!]!) { logMetrics(runId: $runId, points: $points) { accepted userErrors { message } } }'
const CREATE =
  'mutation { createRun(input: {project: "fashion-mnist-study"}) { run { id } userErrors { message } } }'

const BATCHES = 400
const BATCH = 1_000
/** Batches on their way at once, as a script's sender that does not wait for each answer has. */
const SENDERS = 3
const RUNS = 8
/** Single calls of each run on their way at once, likewise. */
const ON_THEIR_WAY = 4
/** Of a run. */
const CALLS = 5_000

export async function newRun(client: KeepAliveClient): Promise<string> {
  const id = /"id":"([^"]+)"/.exec(await client.send(JSON.stringify({ query: CREATE })))?.[1]
  if (!id) throw new Error('no run was made')
  return id
}

/** One call of logMetrics. @throws when not every point was accepted */
export async function logMetrics(client: KeepAliveClient, runId: string, points: readonly object[]) {
  mustAccept(points.length, await client.send(JSON.stringify({ query: LOG, variables: { runId, points } })))
}

type Operation = { readonly query: string; readonly variables: object }
type Caller = { call(operation: Operation): Promise<string>; close(): void }

/** How a script may call: by requests of its own, or all of them over one socket. */
const transports = {
  async http(address: string): Promise<Caller> {
    const client = new KeepAliveClient(address)
    return { call: (operation) => client.send(JSON.stringify(operation)), close: () => client.close() }
  },
  async socket(address: string): Promise<Caller> {
    const client = await SocketClient.connect(address)
    return { call: (operation) => client.send(operation), close: () => client.close() }
  },
}

/** How fast points are stored and durable, through the real API: an answer comes after the commit. */
export async function measureIngest({ address }: BenchServer): Promise<Row[]> {
  await batches(address, 100)
  for (const open of Object.values(transports)) await singles(address, 300, open)
  const pointsPerSecond = await batches(address, BATCHES)
  const http = await singles(address, CALLS, transports.http)
  const socket = await singles(address, CALLS, transports.socket)
  return [
    atLeast('logMetrics, one run, batches of 1,000', pointsPerSecond, 'points/s', 100_000),
    atLeast(
      'logMetrics, 8 runs, single points over a WebSocket each',
      socket.callsPerSecond,
      'calls/s',
      4_000,
    ),
    atMost('logMetrics, 8 runs, single points over a WebSocket each, p99', socket.p99, 'ms', 20),
    atLeast('logMetrics, 8 runs, single points, a request each', http.callsPerSecond, 'calls/s', 4_000),
    atMost('logMetrics, 8 runs, single points, a request each, p99', http.p99, 'ms', 20),
  ]
}

async function batches(address: string, count: number): Promise<number> {
  const clients = Array.from({ length: SENDERS }, () => new KeepAliveClient(address))
  const [first] = clients
  if (!first) throw new Error('no client')
  const runId = await newRun(first)
  let next = 0
  const since = performance.now()
  await Promise.all(
    clients.map(async (client) => {
      while (next < count) {
        const from = BATCH * next++
        const points = Array.from({ length: BATCH }, (_, at) => ({
          ...{ name: 'loss', step: from + at, value: Math.sin((from + at) / 1000) },
        }))
        await logMetrics(client, runId, points)
      }
    }),
  )
  const seconds = (performance.now() - since) / 1000
  for (const client of clients) client.close()
  return (count * BATCH) / seconds
}

async function singles(address: string, calls: number, open: (address: string) => Promise<Caller>) {
  const maker = new KeepAliveClient(address)
  const senders: { readonly script: { readonly runId: string; next: number }; readonly caller: Caller }[] = []
  for (let at = 0; at < RUNS; at += 1) {
    const script = { runId: await newRun(maker), next: 0 }
    for (let sender = 0; sender < ON_THEIR_WAY; sender += 1)
      senders.push({ script, caller: await open(address) })
  }
  maker.close()
  const milliseconds: number[] = []
  const since = performance.now()
  await Promise.all(
    senders.map(async ({ script, caller }) => {
      const { runId } = script
      while (script.next < calls) {
        const step = script.next++
        const sent = performance.now()
        const points = [{ name: 'loss', step, value: Math.sin(step) }]
        mustAccept(1, await caller.call({ query: LOG, variables: { runId, points } }))
        milliseconds.push(performance.now() - sent)
      }
    }),
  )
  const seconds = (performance.now() - since) / 1000
  for (const { caller } of senders) caller.close()
  return { callsPerSecond: (RUNS * calls) / seconds, p99: percentile(milliseconds, 0.99) }
}

function mustAccept(points: number, answer: string): void {
  if (!answer.includes(`"accepted":${points},`)) throw new Error(`not accepted: ${answer.slice(0, 300)}`)
}
