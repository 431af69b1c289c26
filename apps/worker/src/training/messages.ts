import { FailureCause, runConfig } from '@atelier/db'
import type { TrainingEvent } from '@atelier/ml-core/spec'
import { z } from 'zod'

/** What the worker tells a training process. */
export const order = z.discriminatedUnion('type', [
  z.object({
    ...{ type: z.literal('train'), config: runConfig, dataFolder: z.string(), checkpoints: z.string() },
    /** Under which the checkpoints are written: none once a newer one holds the folder. */
    leaseNumber: z.bigint(),
    /** So many epochs are recorded: it goes on from a checkpoint of no later one, if there is any. */
    recordedEpochs: z.int(),
    /** Where it begins as a fork. */
    from: z.object({ folder: z.string(), epoch: z.int() }).nullable(),
  }),
  z.object({ type: z.literal('hold'), held: z.boolean() }),
  z.object({
    ...{ type: z.literal('steer'), learningRate: z.number().optional(), epochs: z.int().optional() },
  }),
  z.object({ type: z.literal('stop') }),
  /** The oldest event that was sent is recorded: the training may run that much further ahead. */
  z.object({ type: z.literal('recorded') }),
  /** Of the epochs that were asked about: those whose checkpoints nobody else needs. */
  z.object({ type: z.literal('remove'), epochs: z.array(z.int()) }),
])
export type Order = z.output<typeof order>

const eventTypes: { readonly [Type in TrainingEvent['type']]: true } = {
  layersSummarized: true,
  stepProgress: true,
  epochCompleted: true,
  evaluationCompleted: true,
  resumedFrom: true,
  checkpointRefused: true,
  checkpointSaved: true,
  checkpointFailed: true,
  oldCheckpointsKept: true,
  paused: true,
  resumed: true,
  steered: true,
  orderRefused: true,
  earlyStopped: true,
  bestWeightsRestored: true,
  bestWeightsMissing: true,
  finished: true,
}

// Both ends run the same code, so the type tells the rest; typed arrays survive Node's advanced serialization.
const event = z.custom<TrainingEvent>(
  (value) =>
    typeof value === 'object' && value !== null && 'type' in value && String(value.type) in eventTypes,
)

const usage = z.object({
  ...{ cpu: z.number(), memory: z.number() },
  ...{ gpuUtilisation: z.number().optional(), gpuMemory: z.number().optional() },
})

/** What a training process tells the worker. */
export const report = z.discriminatedUnion('type', [
  /** TensorFlow is loaded: a training can begin at once. */
  z.object({ type: z.literal('ready') }),
  z.object({ type: z.literal('event'), event }),
  /** Asks which of these epochs' checkpoints may be removed; one question at a time. */
  z.object({ type: z.literal('mayRemove'), epochs: z.array(z.int()) }),
  /** What the process takes of its machine. */
  z.object({ type: z.literal('usage'), usage }),
  /** The training cannot go on, for a reason that it can name. The process ends. */
  z.object({ type: z.literal('failed'), cause: z.enum(FailureCause), reason: z.string() }),
])
export type Report = z.output<typeof report>
