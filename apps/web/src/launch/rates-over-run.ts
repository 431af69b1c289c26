import type { TrainingSpec } from '@atelier/ml-core/spec'

const POINTS = 160

export type RatePoint = { readonly epoch: number; readonly rate: number }

/**
 * The learning rate over a run as it is planned, at some 160 of its steps. A schedule that looks at the finished epochs
 * has none to look at yet, so it stays where it starts.
 */
export function ratesOverRun(
  { schedule, optimizer, epochs }: Pick<TrainingSpec, 'schedule' | 'optimizer' | 'epochs'>,
  stepsPerEpoch: number,
): readonly RatePoint[] {
  const totalSteps = stepsPerEpoch * epochs
  const count = Math.min(POINTS, totalSteps)
  return Array.from({ length: count }, (_, at) => {
    const step = count === 1 ? 0 : Math.round((at / (count - 1)) * (totalSteps - 1))
    const rate = schedule.rate({
      baseRate: optimizer.learningRate,
      step,
      stepsPerEpoch,
      totalSteps,
      history: [],
    })
    return { epoch: step / stepsPerEpoch, rate }
  })
}
