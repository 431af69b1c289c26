import {
  claimNextRun,
  type EpochRecord,
  type EventPayload,
  type Lease,
  launchRun,
  type Predictions,
  registerWorker,
  runConfig,
} from '@atelier/db'
import type { TestApi } from './start-api.ts'

const config = runConfig.parse({
  dataset: 'fashion-mnist',
  model: { preset: 'mlp', layers: [{ type: 'Dense', units: 10, activation: 'softmax' }] },
  optimizer: { type: 'Adam', learningRate: 0.001, settings: { beta1: 0.9 } },
  ...{ batchSize: 64, epochs: 3, validationSplit: null, trainLimit: 256, precision: 'float32', seed: 7 },
})

/** Where tests record, past the API. */
export type Recorder = Pick<TestApi, 'db' | 'queue'>

/** A queued run, launched past the API. */
export async function queuedRun({ db, queue }: Recorder, name?: string): Promise<string> {
  const project = await db.project.findFirstOrThrow({ where: { slug: 'fashion-mnist-study' } })
  const launched = await launchRun(db, queue, { projectId: project.id, name: name ?? null, config })
  if (!launched.ok) throw new Error(launched.issues.map((issue) => issue.message).join('; '))
  return launched.value.id
}

/** A run that a worker has claimed, after two events: QUEUED and RUNNING. */
export async function claimedRun(api: Recorder): Promise<Lease> {
  const runId = await queuedRun(api)
  const worker = await registerWorker(api.db, { name: 'worker', host: 'here', device: 'CPU' })
  const run = await claimNextRun(api.db, api.queue, { workerId: worker.id, leaseSeconds: 60 })
  if (run?.id !== runId) throw new Error('another run was queued')
  return { runId, leaseNumber: run.leaseNumber }
}

export const progress = (epoch: number, step: number): EventPayload['StepProgress'] => ({
  ...{ epoch, step, stepsPerEpoch: 4 },
  ...{ loss: 1 / step, accuracy: 0.5, examplesPerSecond: 1000 },
})

export const layers: EventPayload['LayersSummarized'] = {
  layers: [
    {
      index: 0,
      name: 'dense',
      type: 'Dense',
      outputShape: [null, 10],
      parameters: 7850,
      trainable: 7850,
      nonTrainable: 0,
      settings: { units: 10 },
    },
  ],
  parameterCount: { total: 7850, trainable: 7850, nonTrainable: 0 },
  device: 'CPU',
}

export const predictions: Predictions = {
  ...{ split: 'TEST', labels: ['no', 'yes'], firstExample: 0 },
  ...{ actual: Uint8Array.of(0, 1, 1), predicted: Uint8Array.of(0, 1, 0) },
  ...{ confidence: Float32Array.of(0.75, 0.5, 0.625) },
  confusionMatrix: [
    [1, 0],
    [1, 1],
  ],
}

/** Epoch `epoch` of a run with four steps an epoch. */
export const epochRecord = (epoch: number): EpochRecord => ({
  epoch,
  ...{ loss: 1 / epoch, accuracy: 0.5, validationLoss: 1.5 / epoch, validationAccuracy: 0.25 },
  ...{ learningRate: 0.001, seconds: 2, examplesPerSecond: 320, firstStep: (epoch - 1) * 4 + 1 },
  batchLoss: Float32Array.of(4, 3, 2, 1).map((loss) => loss / epoch),
  batchAccuracy: Float32Array.of(0, 0.25, 0.5, 1),
  batchExamplesPerSecond: Float32Array.of(200, 400, 400, 400),
  layers: [],
  validation: predictions,
})
