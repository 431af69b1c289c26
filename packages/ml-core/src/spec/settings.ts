import { z } from 'zod'

/** Limits that keep one bad number from asking for a terabyte. */
export const LARGEST_SIZE = 65_536

export const size = z.int().min(1).max(LARGEST_SIZE)
export const fraction = z.number().min(0).lt(1)
export const positive = z.number().gt(0)

/** A window or stride: one number for both axes, or [height, width]. */
export const pair = z
  .union([size, z.tuple([size, size])], {
    error: 'must be a whole number or a pair of whole numbers, at least 1',
  })
  .transform((value): readonly [number, number] => (typeof value === 'number' ? [value, value] : value))

/** Strides of a depthwise convolution, for which TensorFlow has kernels only where both are equal. */
export const equalPair = pair.refine(([height, width]) => height === width, {
  error: 'must be the same along height and width',
})

export const padding = z.enum(['valid', 'same'])

export const ACTIVATIONS = [
  ...(['linear', 'relu', 'softmax', 'sigmoid', 'tanh'] as const),
  ...(['elu', 'gelu', 'leaky_relu', 'silu', 'softplus'] as const),
] as const
export const activation = z.enum(ACTIVATIONS)
export type ActivationName = z.infer<typeof activation>

export const INITIALIZERS = [
  ...(['glorot_uniform', 'glorot_normal', 'he_uniform', 'he_normal', 'lecun_uniform'] as const),
  ...(['lecun_normal', 'zeros', 'ones'] as const),
] as const
export const initializer = z.enum(INITIALIZERS)
export type Initializer = z.infer<typeof initializer>
