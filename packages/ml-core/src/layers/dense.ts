import { z } from 'zod'
import { concat } from '../graph/build.ts'
import { activation, initializer, size } from '../spec/settings.ts'
import { formatShape } from '../spec/shape.ts'
import { LayerShapeError } from '../spec/spec-error.ts'
import { biasSpecs } from './bias.ts'
import { activated, forProduct } from './forward-scope.ts'
import { defineLayer, type WeightSpec } from './layer.ts'

/** Keras's Dense on flat vectors: activation(x kernel + bias). Kernel: inputs x units. */
export const dense = defineLayer('Dense', {
  takesVectors: true,
  settings: z.strictObject({
    units: size,
    activation: activation.default('linear'),
    useBias: z.boolean().default(true),
    kernelInitializer: initializer.default('glorot_uniform'),
  }),
  outputShape({ units }, input) {
    if (input.length !== 1)
      throw new LayerShapeError(
        `expects a flat vector but gets ${formatShape(input)}; put a Flatten layer in front of it`,
      )
    return [units]
  },
  weights({ units, activation, useBias, kernelInitializer }, input) {
    const specs: WeightSpec[] = [
      { name: 'kernel', shape: [...input, units], initializer: kernelInitializer, trainable: true },
      ...biasSpecs(useBias, units),
    ]
    // softmax needs all units at once
    return specs.map((weight) => ({ ...weight, divisible: activation !== 'softmax' }))
  },
  forward(scope, settings, input) {
    const { graph } = scope
    const x = forProduct(scope, input)
    const biases = settings.useBias ? scope.weightParts('bias') : []
    const columns = scope.weightParts('kernel').map((kernel, index) => {
      const factors = [x, forProduct(scope, kernel)]
      const product = graph.tensor('MatMul', factors, { transpose_a: false, transpose_b: false })
      return activated(scope, settings, product, biases[index])
    })
    return concat(graph, columns, 1)
  },
})
