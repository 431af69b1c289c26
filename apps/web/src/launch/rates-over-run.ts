import type { ScheduleSpec } from '@atelier/ml-core/spec'

const POINTS = 160

/** What the learning rate of a run follows from. */
export type RateCourse = {
  readonly schedule: ScheduleSpec
  /** The optimizer's, which the schedule starts from. */
  readonly learningRate: number
  readonly stepsPerEpoch: number
  readonly epochs: number
}

/**
 * The learning rate over a run as it is planned, at some 160 of its steps. A schedule that looks at the finished epochs
 * has none to look at yet, so it stays where it starts.
 */
export function ratesOverRun({
  schedule,
  learningRate,
  stepsPerEpoch,
  epochs,
}: RateCourse): readonly number[] {
  const totalSteps = stepsPerEpoch * epochs
  const count = Math.min(POINTS, totalSteps)
  return Array.from({ length: count }, (_, at) => {
    const step = count === 1 ? 0 : Math.round((at / (count - 1)) * (totalSteps - 1))
    return schedule.rate({ baseRate: learningRate, step, stepsPerEpoch, totalSteps, history: [] })
  })
}
