import {
  claimNextRun,
  type Database,
  type EpochRecord,
  type Lease,
  launchRun,
  type Outcome,
  openRunQueue,
  type Predictions,
  type RunConfig,
  type RunQueue,
  registerWorker,
  runConfig,
} from '../src/index.ts'

/** As configs were before schedules and the like: what reads them must still do. */
export const config: RunConfig = runConfig.parse({
  dataset: 'fashion-mnist',
  model: { preset: 'mlp', layers: [{ type: 'Dense', units: 10, activation: 'softmax' }] },
  optimizer: { type: 'Adam', learningRate: 0.001, settings: { beta1: 0.9 } },
  batchSize: 64,
  epochs: 3,
  validationSplit: null,
  trainLimit: 640,
  precision: 'float32',
  seed: 7,
})

/** A queue whose errors fail the test until its stop begins: DROP DATABASE may cut connections that are still closing. */
export async function testQueue(url: string): Promise<RunQueue> {
  let stopped = false
  const queue = await openRunQueue(url, {
    tidy: false,
    onError: (error) => {
      if (!stopped) throw error
    },
  })
  const stop = (): Promise<void> => {
    stopped = true
    return queue.stop()
  }
  return { ...queue, stop }
}

/** The value, or an error with every issue: for steps of a test that must succeed. */
export function must<T>(outcome: Outcome<T>): T {
  if (outcome.ok) return outcome.value
  throw new Error(outcome.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; '))
}

/** The workspace that every database begins with. */
export async function workspaceId(db: Database): Promise<string> {
  return (await db.workspace.findFirstOrThrow()).id
}

export async function projectId(db: Database): Promise<string> {
  return (await db.project.findFirstOrThrow()).id
}

/** A launched run that a new worker has claimed. */
export async function claimedRun(db: Database, queue: RunQueue): Promise<Lease> {
  must(await launchRun(db, queue, { projectId: await projectId(db), config }))
  const worker = await registerWorker(db, { name: 'worker', host: 'here', device: 'CPU' })
  const run = await claimNextRun(db, queue, { workerId: worker.id, leaseSeconds: 600 })
  if (!run) throw new Error('no run waited')
  return { runId: run.id, leaseNumber: run.leaseNumber }
}

export function predictions(): Predictions {
  return {
    split: 'TEST',
    labels: ['no', 'yes'],
    firstExample: 0,
    actual: Uint8Array.of(0, 1, 1),
    predicted: Uint8Array.of(0, 1, 0),
    confidence: Float32Array.of(0.75, 0.5, 0.625),
    confusionMatrix: [
      [1, 0],
      [1, 1],
    ],
  }
}

/** Of three numbers in two bins. */
const histogram = (lowest: number) => ({ lowest, highest: lowest + 1, counts: Int32Array.of(2, 1) })

/** Epoch `epoch` of a run with four steps an epoch. */
export function epochRecord(epoch: number): EpochRecord {
  return {
    epoch,
    ...{ loss: 1 / epoch, accuracy: 0.5, validationLoss: 1.5 / epoch, validationAccuracy: 0.25 },
    ...{ learningRate: 0.001, seconds: 2, examplesPerSecond: 320, firstStep: (epoch - 1) * 4 + 1 },
    batchLoss: Float32Array.of(4, 3, 2, 1).map((loss) => loss / epoch),
    batchAccuracy: Float32Array.of(0, 0.25, 0.5, 1),
    batchExamplesPerSecond: Float32Array.of(200, 400, 400, 400),
    layers: [
      {
        ...{ name: 'dense', norm: 3 * epoch, gradientNorm: Number.POSITIVE_INFINITY, updateNorm: 0.5 },
        weights: [{ name: 'kernel', histogram: histogram(epoch), gradientHistogram: histogram(-epoch) }],
        activation: { mean: 0.25, standardDeviation: 2, deadShare: 0.125, histogram: histogram(1) },
      },
      {
        ...{ name: 'dropout', norm: null, gradientNorm: null, updateNorm: null },
        weights: [],
        activation: { mean: -1, standardDeviation: 0, deadShare: null, histogram: histogram(1) },
      },
    ],
    validation: predictions(),
  }
}
