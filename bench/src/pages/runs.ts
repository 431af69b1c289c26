import { createDatabase } from '@atelier/db'
import { logMetrics, newRun } from '../api/ingest.ts'
import type { KeepAliveClient } from '../api/keep-alive-client.ts'

const STEPS = 47_000
const EPOCHS = 50
const LOG_EPOCH =
  'mutation ($runId: ID!, $epochs: [EpochInput!]!) { logEpochs(runId: $runId, epochs: $epochs) { userErrors { message } } }'

/** A run that a script logs; nothing is logged yet. */
export const loggedRun = newRun

/** A run with 50 epochs and 47,000 steps, of each loss and accuracy. */
export const longRun = (client: KeepAliveClient): Promise<string> => runOf(client, STEPS, EPOCHS)

/** A run of 100 epochs with a million points: of each loss and accuracy 5,000 an epoch. */
export async function veryLongRun(client: KeepAliveClient, databaseUrl: string): Promise<string> {
  const [epochs, perEpoch] = [100, 5_000]
  const runId = await runOf(client, epochs * perEpoch, epochs)
  const db = createDatabase(databaseUrl)
  // As a worker of ours tells it; scripts do not.
  await db.run.update({ where: { id: runId }, data: { stepsPerEpoch: perEpoch } })
  await db.$disconnect()
  return runId
}

async function runOf(client: KeepAliveClient, steps: number, epochs: number): Promise<string> {
  const runId = await newRun(client)
  const size = 1_000
  for (let from = 0; from < steps; from += size) await logSteps(client, runId, from, size)
  for (let index = 1; index <= epochs; index += 1) await logEpoch(client, runId, index)
  return runId
}

/** Records loss and accuracy of so many steps. @throws when they are not taken */
export async function logSteps(client: KeepAliveClient, runId: string, from: number, count: number) {
  const points = Array.from({ length: count }, (_, at) => {
    const step = from + at
    const loss = { name: 'batch_loss', step, value: 2 / (1 + step / 5_000) + Math.sin(step) / 10 }
    return [loss, { name: 'batch_accuracy', step, value: 1 - 1 / (1 + step / 2_000) }]
  }).flat()
  await logMetrics(client, runId, points)
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
