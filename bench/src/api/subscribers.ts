import { fork } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { newRun } from './ingest.ts'
import { KeepAliveClient } from './keep-alive-client.ts'
import { atMost, percentile, type Row } from './row.ts'
import type { BenchServer } from './server.ts'

const EPOCHS = 25
/** Watches a run as many viewers: `ADDRESS RUN COUNT`; tells `{epoch, times}` when all of them had an epoch. */
export const viewersProgram = path.join(import.meta.dirname, 'subscriber-process.ts')
const log =
  'mutation ($runId: ID!, $epochs: [EpochInput!]!) { logEpochs(runId: $runId, epochs: $epochs) { userErrors { message } } }'

/** From the call that commits an epoch to its frame at those who watch the run, who are another process. */
export async function measureSubscribers(server: BenchServer): Promise<Row[]> {
  const one = await frames(server, 1)
  const thousand = await frames(server, 1_000)
  return [
    atMost('an epoch from its call, commit included, to the frame at 1 viewer, p95', one, 'ms', 15),
    atMost('the same at 1,000 viewers of one run, p95', thousand, 'ms', 250),
  ]
}

async function frames({ address }: BenchServer, viewers: number): Promise<number> {
  const client = new KeepAliveClient(address)
  const runId = await newRun(client)
  const sockets = `${address.replace(/^http/, 'ws')}/graphql`
  const child = fork(viewersProgram, [sockets, runId, String(viewers)])
  try {
    const taken: number[] = []
    for (let epoch = 1; epoch <= EPOCHS; epoch += 1) {
      const arrived = once(child, 'message')
      const since = performance.timeOrigin + performance.now()
      const { data } = JSON.parse(
        await client.send(JSON.stringify({ query: log, variables: { runId, epochs: [record(epoch)] } })),
      )
      if (data.logEpochs.userErrors.length > 0) throw new Error(`epoch ${epoch} was refused`)
      const [message] = await arrived
      const times: number[] = message.times
      // The first ones come while the viewers still join.
      if (epoch > 5) taken.push(...times.map((time) => time - since))
    }
    return percentile(taken, 0.95)
  } finally {
    child.kill('SIGKILL')
    client.close()
  }
}

const record = (index: number) => ({
  ...{ index, loss: 1 / index, accuracy: 1 - 1 / index, validationLoss: 1 / index, validationAccuracy: 0.5 },
  ...{ learningRate: 0.001, seconds: 1, examplesPerSecond: 1000 },
})
