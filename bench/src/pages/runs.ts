import { logMetrics, newRun } from '../api/ingest.ts'
import type { KeepAliveClient } from '../api/keep-alive-client.ts'

const STEPS = 47_000
const EPOCHS = 50
const LOG_EPOCH =
  'mutation ($runId: ID!, $epochs: [EpochInput!]!) { logEpochs(runId: $runId, epochs: $epochs) { userErrors { message } } }'

/** A run that a script logs; nothing is logged yet. */
export const loggedRun = newRun

/** A run with 50 epochs and 47,000 steps, of each loss and accuracy. */
export async function longRun(client: KeepAliveClient): Promise<string> {
  const runId = await newRun(client)
  const size = 1_000
  for (let from = 0; from < STEPS; from += size) {
    const points = Array.from({ length: size }, (_, at) => {
      const step = from + at
      const loss = { name: 'batch_loss', step, value: 2 / (1 + step / 5_000) + Math.sin(step) / 10 }
      return [loss, { name: 'batch_accuracy', step, value: 1 - 1 / (1 + step / 2_000) }]
    }).flat()
    await logMetrics(client, runId, points)
  }
  for (let index = 1; index <= EPOCHS; index += 1) await logEpoch(client, runId, index)
  return runId
}

/** Records an epoch. @throws when it is not taken */
export async function logEpoch(client: KeepAliveClient, runId: string, index: number): Promise<void> {
  const epoch = {
    ...{ index, loss: 2 / index + 0.2, accuracy: 0.95 - 0.5 / index, seconds: 10, learningRate: 0.001 },
    ...{ validationLoss: 2 / index + 0.3, validationAccuracy: 0.92 - 0.4 / index },
  }
  const answer = await client.send(
    JSON.stringify({ query: LOG_EPOCH, variables: { runId, epochs: [epoch] } }),
  )
  if (!answer.includes('"userErrors":[]')) throw new Error(`not recorded: ${answer.slice(0, 300)}`)
}
