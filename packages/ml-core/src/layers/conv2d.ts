import { z } from 'zod'
import type { Tensor } from '../graph/graph.ts'
import { activation, initializer, padding, pair, size } from '../spec/settings.ts'
import { biasSpecs } from './bias.ts'
import { activated, type ForwardScope, forProduct } from './forward-scope.ts'
import { defineLayer } from './layer.ts'
import { imageShape, windowOutput } from './window.ts'
import { suitsWinograd, winogradConv2d } from './winograd.ts'

/** Keras's Conv2D on channels-last images. Kernel: height x width x input channels x filters. */
export const conv2d = defineLayer('Conv2D', {
  settings: z.strictObject({
    filters: size,
    kernelSize: pair,
    strides: pair.default([1, 1]),
    padding: padding.default('valid'),
    activation: activation.default('linear'),
    useBias: z.boolean().default(true),
    kernelInitializer: initializer.default('glorot_uniform'),
  }),
  outputShape(settings, input) {
    const { kernelSize, strides, filters } = settings
    return [...windowOutput('kernel', kernelSize, strides, settings.padding, input), filters]
  },
  weights: ({ filters, kernelSize, useBias, kernelInitializer }, input) => [
    {
      name: 'kernel',
      shape: [...kernelSize, imageShape(input)[2], filters],
      initializer: kernelInitializer,
      trainable: true,
    },
    ...biasSpecs(useBias, filters),
  ],
  forward(scope, settings, input) {
    const { graph } = scope
    const [x, kernel] = [forProduct(scope, input), forProduct(scope, scope.weight('kernel'))]
    const convolved = usesWinograd(scope, settings, x, kernel)
      ? winogradConv2d(graph, x, kernel, settings.padding)
      : graph.tensor('Conv2D', [x, kernel], {
          strides: [1, ...settings.strides, 1],
          padding: settings.padding === 'same' ? 'SAME' : 'VALID',
        })
    return activated(scope, settings, convolved)
  },
})

type Settings = { readonly strides: readonly [number, number]; readonly padding: 'valid' | 'same' }

/** On processors only: cuDNN chooses its own algorithm. In bfloat16 the digits that the transforms need would be lost. */
const usesWinograd = (
  scope: ForwardScope,
  { strides, padding }: Settings,
  x: Tensor,
  kernel: Tensor,
): boolean =>
  scope.device === 'cpu' &&
  scope.productPrecision === 'float32' &&
  scope.examplesAStep >= FEWEST_EXAMPLES &&
  strides[0] === 1 &&
  strides[1] === 1 &&
  suitsWinograd(x.shape, kernel.shape, padding)

/** With fewer the products of tiles are too small (measured: bench/README.md). */
const FEWEST_EXAMPLES = 16
