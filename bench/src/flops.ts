import { type Model, sizeOf } from '@atelier/ml-core'

/**
 * Floating-point operations that the products of one training image take: a multiplication and an addition for every
 * use of a weight, in the forward pass, for the gradient to the weights and for that to the input, which the first layer
 * does not need.
 */
export function flopsPerImage(model: Model): number {
  const products = model.layers
    .map(({ weightSpecs, output }) => {
      const kernels = weightSpecs.filter(({ shape }) => shape.length > 1).map(({ shape }) => sizeOf(shape))
      return kernels.reduce((sum, size) => sum + size, 0) * sizeOf(output.slice(0, -1))
    })
    .filter((count) => count > 0)
  const all = products.reduce((sum, count) => sum + count, 0)
  return 2 * (3 * all - (products[0] ?? 0))
}
