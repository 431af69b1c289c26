import { z } from 'zod'

/** A stretch of a run in epochs; fractions are allowed. */
export const epochs = z.number().gt(0).max(10_000)
/** A share of the optimizer's learning rate. */
export const share = z.number().min(0).max(1)
/** A learning rate. */
export const learningRate = z.number().gt(0).max(1000)
