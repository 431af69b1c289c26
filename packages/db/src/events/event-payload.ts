import { z } from 'zod'
import { type RunEventType, RunStatus, Split } from '../generated/prisma/enums.ts'

const count = z.int().nonnegative()
const index = z.int().positive()

const layer = z.object({
  index: count,
  name: z.string(),
  type: z.string(),
  outputShape: z.array(z.int().nullable()),
  parameters: count,
  trainable: count,
  nonTrainable: count,
  settings: z.record(z.string(), z.json()),
})

const epoch = z.object({
  index,
  loss: z.number(),
  accuracy: z.number(),
  validationLoss: z.number().nullable(),
  validationAccuracy: z.number().nullable(),
  learningRate: z.number(),
  seconds: z.number(),
  examplesPerSecond: z.number(),
  finishedAt: z.iso.datetime(),
})

/**
 * What each type of event carries: all that the API needs to send it, or where what is large is stored.
 * A new RunEventType is a type error here until it has its payload.
 */
export const eventPayloads = {
  StatusChanged: z.object({ status: z.enum(RunStatus), reason: z.string().nullable() }),
  StepProgress: z.object({
    epoch: index,
    /** Within the epoch, from 1. */
    step: index,
    stepsPerEpoch: index,
    loss: z.number(),
    accuracy: z.number(),
    examplesPerSecond: z.number(),
  }),
  EpochCompleted: z.object({ epoch }),
  LayersSummarized: z.object({
    layers: z.array(layer),
    parameterCount: z.object({ total: count, trainable: count, nonTrainable: count }),
    device: z.string(),
  }),
  ConfusionMatrixComputed: z.object({
    epoch: index,
    split: z.enum(Split),
    /** Both are empty as long as the matrix is stored: findLoggedMatrices reads it. In logs of an older Atelier they never are. */
    labels: z.array(z.string()),
    /** counts[label][prediction] */
    counts: z.array(z.array(count)),
  }),
  EvaluationCompleted: z.object({
    epoch: count,
    split: z.enum(Split),
    loss: z.number(),
    accuracy: z.number(),
    examples: count,
  }),
  MetricsLogged: z.object({
    points: z.array(z.object({ name: z.string(), step: z.int(), value: z.number(), at: z.iso.datetime() })),
    /** Further points, which are read where they are stored: steps as [first, how many, distance]. */
    stored: z
      .array(z.object({ name: z.string(), steps: z.array(z.tuple([z.int(), z.int(), z.int()])) }))
      .default([]),
  }),
  LogLine: z.object({ level: z.enum(['info', 'warn', 'error']), message: z.string() }),
  /** The run goes on after `epoch`: what the log holds before of later epochs is taken back, and trained again. */
  RunRecovered: z.object({ attempt: index, epoch: count, takenBack: count, reason: z.string().nullable() }),
} satisfies Record<RunEventType, z.ZodType>

export type EventPayload = { readonly [Type in RunEventType]: z.output<(typeof eventPayloads)[Type]> }

/** An event before the log has given it its place. */
export type NewEvent = {
  readonly [Type in RunEventType]: { readonly type: Type; readonly payload: EventPayload[Type] }
}[RunEventType]

/** An event as the log holds it. Sequence numbers start at 1 and grow by one within a run. */
export type LoggedEvent = NewEvent & { readonly runId: string; readonly sequence: bigint; readonly at: Date }
