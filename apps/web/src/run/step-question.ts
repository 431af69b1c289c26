import type { Metric } from '../charts/curve-rows.ts'
import type { EpochSteps } from '../charts/step-rows.ts'
import type { Zoom } from '../charts/zoom.ts'

/** How a run's steps lie among its epochs. */
export type RunSteps = {
  readonly runId: string
  readonly perEpoch: number
  /** Epochs that a fork has of its source: their steps are not its own. */
  readonly base: number
}

/** The steps that are asked for, counted over the whole run; both ends included. */
export type StepQuestion = { readonly id: string; readonly fromStep: number; readonly toStep: number }

/** In so few epochs single steps tell something. */
const MOST_EPOCHS = 5

/** Which recorded steps a stretch of the curves shows; null where none, or too many. */
export function stepQuestion(
  zoom: Zoom | null,
  steps: RunSteps | null,
  recorded: number,
): StepQuestion | null {
  if (!zoom || !steps || zoom.to - zoom.from > MOST_EPOCHS) return null
  const { runId: id, perEpoch, base } = steps
  const fromStep = Math.max(1, Math.floor((zoom.from - base) * perEpoch))
  const toStep = Math.min(Math.ceil((zoom.to - base) * perEpoch), (recorded - base) * perEpoch)
  return fromStep < toStep ? { id, fromStep, toStep } : null
}

type Bucket = {
  readonly stepStart: number
  readonly stepEnd: number
  readonly minimum: number
  readonly maximum: number
  readonly mean: number
}

/** Steps as a chart of the metric draws them, in percent for accuracy. */
export function stepPoints(
  buckets: readonly Bucket[],
  metric: Metric,
  { perEpoch, base }: RunSteps,
): EpochSteps[] {
  const scale = metric === 'accuracy' ? 100 : 1
  return buckets.map(({ stepStart, stepEnd, minimum, maximum, mean }) => ({
    epoch: base + (stepStart + stepEnd) / 2 / perEpoch,
    ...{ first: base * perEpoch + stepStart, last: base * perEpoch + stepEnd },
    ...{ low: minimum * scale, high: maximum * scale, mean: mean * scale },
  }))
}
