import { z } from 'zod'
import { type EpochFigures, improves, MONITORS, type Monitor } from '../spec/epoch-figures.ts'
import { HIGHEST_RATE, MOST_EPOCHS } from '../spec/limits.ts'
import { defineSchedule } from './schedule.ts'

/**
 * Keras's ReduceLROnPlateau: times `factor` after `patience` epochs without improvement. Worked out anew from the
 * whole history for every step, so a run that was taken up again needs nothing but its history.
 * From a rate that a person has set it goes on: the best value so far stays, reductions and patience count anew.
 */
export const reduceLROnPlateau = defineSchedule('ReduceLROnPlateau', {
  settings: z.strictObject({
    monitor: z.enum(MONITORS).default('validationLoss'),
    factor: z.number().gt(0).lt(1).default(0.1),
    patience: z.int().min(0).max(MOST_EPOCHS).default(10),
    minDelta: z.number().min(0).max(1000).default(1e-4),
    cooldown: z.int().min(0).max(MOST_EPOCHS).default(0),
    minLearningRate: z.number().min(0).max(HIGHEST_RATE).default(0),
  }),
  rate(settings, { baseRate, history, baseRateSince }) {
    const { monitor, factor, patience, minDelta, cooldown, minLearningRate } = settings
    let [rate, wait, cooling] = [baseRate, 0, 0]
    let best = bestBefore(settings, history.slice(0, baseRateSince))
    for (const { [monitor]: value } of history.slice(baseRateSince)) {
      if (cooling > 0) [cooling, wait] = [cooling - 1, 0]
      if (improves(monitor, minDelta, value, best)) [best, wait] = [value, 0]
      else if (cooling === 0 && ++wait >= patience && rate > minLearningRate) {
        rate = Math.max(rate * factor, minLearningRate)
        ;[cooling, wait] = [cooldown, 0]
      }
    }
    return rate
  },
})

function bestBefore(
  { monitor, minDelta }: { readonly monitor: Monitor; readonly minDelta: number },
  history: readonly EpochFigures[],
): number | null {
  let best: number | null = null
  for (const { [monitor]: value } of history) if (improves(monitor, minDelta, value, best)) best = value
  return best
}
