import { z } from 'zod'
import type { Attributes } from '../graph/ops.ts'
import { padding, pair } from '../spec/settings.ts'
import type { Shape } from '../spec/shape.ts'
import { windowOutput } from './window.ts'

type Pair = readonly [number, number]
type Settings = { poolSize: Pair; strides: Pair; padding: 'valid' | 'same' }

/** Settings of a pooling over a window; strides default to the pool size. */
export const poolSettings = (poolSize: z.ZodType<Pair>): z.ZodType<Settings> =>
  z
    .strictObject({ poolSize, strides: pair.optional(), padding: padding.default('valid') })
    .transform(({ strides, ...rest }) => ({ ...rest, strides: strides ?? rest.poolSize }))

/** @throws LayerShapeError when the input is no image or the pool does not fit it. */
export const poolOutput = (settings: Settings, input: Shape): Shape => [
  ...windowOutput('pool', settings.poolSize, settings.strides, settings.padding, input),
  ...input.slice(2),
]

export const poolAttributes = (settings: Settings): Attributes<'MaxPool'> => ({
  ksize: [1, ...settings.poolSize, 1],
  strides: [1, ...settings.strides, 1],
  padding: settings.padding === 'same' ? 'SAME' : 'VALID',
})
