import { logMetrics, newRun } from './ingest.ts'
import { KeepAliveClient } from './keep-alive-client.ts'
import { atMost, percentile, type Row } from './row.ts'
import type { BenchServer } from './server.ts'

const POINTS = 1_000_000
const ROUNDS = 40
const SPIKE = { step: 123_456, value: 99 }

const BUCKETS =
  'query ($id: ID!) { run(id: $id) { metric(name: "long", maxPoints: 1000) { count buckets { stepStart stepEnd minimum maximum mean last count } } } }'
const RANGE =
  'query ($id: ID!) { run(id: $id) { metric(name: "long", maxPoints: 400, fromStep: 100001, toStep: 700002) { buckets { stepStart stepEnd minimum maximum mean } } } }'
const ALL =
  'query ($id: ID!) { run(id: $id) { metric(name: "short") { points(first: 100000) { steps values hasNextPage } } } }'

/** How fast long histories are read, through the real HTTP API. */
export async function measureHistories({ address }: BenchServer): Promise<Row[]> {
  const client = new KeepAliveClient(address)
  const runId = await newRun(client)
  await fill(client, runId, 'long', POINTS)
  await fill(client, runId, 'short', 100_000)
  const buckets = await times(client, { query: BUCKETS, variables: { id: runId } }, (answer) =>
    answer.includes(`"maximum":${SPIKE.value},`),
  )
  const range = await times(client, { query: RANGE, variables: { id: runId } }, (answer) =>
    answer.includes(`"maximum":${SPIKE.value},`),
  )
  const all = await times(client, { query: ALL, variables: { id: runId } }, (answer) =>
    answer.includes('99998,99999]'),
  )
  client.close()
  return [
    atMost('a metric of 1,000,000 points as 1,000 buckets, extremes kept, p95', buckets, 'ms', 100),
    atMost('600,000 of them as 400 buckets, extremes kept, p95', range, 'ms', 100),
    atMost('full history of 100,000 points, p95', all, 'ms', 300),
  ]
}

async function fill(client: KeepAliveClient, runId: string, name: string, count: number): Promise<void> {
  const size = 5_000
  for (let from = 0; from < count; from += size)
    await logMetrics(
      client,
      runId,
      Array.from({ length: size }, (_, at) => {
        const step = from + at
        return { name, step, value: step === SPIKE.step ? SPIKE.value : Math.sin(step / 1000) }
      }),
    )
}

async function times(client: KeepAliveClient, request: object, holds: (answer: string) => boolean) {
  const body = JSON.stringify(request)
  const milliseconds: number[] = []
  for (let round = 0; round < ROUNDS; round += 1) {
    const since = performance.now()
    const answer = await client.send(body)
    milliseconds.push(performance.now() - since)
    if (!holds(answer)) throw new Error(`an answer lacks what was stored: ${answer.slice(0, 300)}`)
  }
  return percentile(milliseconds, 0.95)
}
