import { z } from 'zod'

/** What a script may send at most. Generous for any training, small enough that no call is an attack. */
export const ingestLimits = {
  /** Points of one call. */
  points: 10_000,
  metricsPerRun: 10_000,
  metricNameLength: 250,
  parameters: 1_000,
  parameterLength: 2_000,
  epochs: 1_000,
  layers: 2_000,
  labels: 256,
  examples: 20_000,
  lines: 1_000,
  lineLength: 20_000,
} as const

const LARGEST_INT = 2 ** 31 - 1
const range = (least: number, most: number) =>
  z
    .int('must be a whole number')
    .min(least, `must be at least ${least}`)
    .max(most, `must be at most ${most.toLocaleString('en')}`)

export const text = (most: number) =>
  z
    .string('must be text')
    .min(1, 'must not be empty')
    .max(most, `must have at most ${most.toLocaleString('en')} characters`)
    // PostgreSQL's text holds every character but this one.
    .refine((value) => !value.includes('\0'), 'must not hold the character U+0000')

export const finite = z.number('must be a number')
export const share = finite.min(0, 'must be at least 0').max(1, 'must be at most 1')
export const step = range(0, LARGEST_INT)
export const count = range(0, LARGEST_INT)
export const epochIndex = range(1, 1_000_000)
export const listOf = <T extends z.ZodType>(item: T, most: number, what: string) =>
  z
    .array(item)
    .min(1, `must have at least one ${what}`)
    .max(most, `must have at most ${most.toLocaleString('en')} ${what}s: send them in several calls`)
