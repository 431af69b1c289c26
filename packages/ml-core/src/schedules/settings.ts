import { z } from 'zod'
import { HIGHEST_RATE, MOST_EPOCHS } from '../spec/limits.ts'

/** A stretch of a run in epochs; fractions are allowed, but none so small that a division by it is infinite. */
export const epochs = z.number().min(0.001).max(MOST_EPOCHS)
/** A share of the optimizer's learning rate. */
export const share = z.number().min(0).max(1)
/** A learning rate. */
export const learningRate = z.number().gt(0).max(HIGHEST_RATE)
