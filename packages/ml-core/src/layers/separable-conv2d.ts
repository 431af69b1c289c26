import { z } from 'zod'
import { activation, equalPair, initializer, padding, pair, size } from '../spec/settings.ts'
import { biasSpecs } from './bias.ts'
import { depthwiseConvolution } from './depthwise.ts'
import { activated, forProduct } from './forward-scope.ts'
import { defineLayer } from './layer.ts'
import { imageShape, windowOutput } from './window.ts'

/**
 * Keras's SeparableConv2D on channels-last images: a window of its own for every channel, then a 1x1 convolution.
 * Depthwise kernel: height x width x input channels x depthMultiplier; pointwise kernel: 1 x 1 x their product x filters.
 */
export const separableConv2d = defineLayer('SeparableConv2D', {
  settings: z.strictObject({
    filters: size,
    kernelSize: pair,
    strides: equalPair.default([1, 1]),
    padding: padding.default('valid'),
    depthMultiplier: size.default(1),
    activation: activation.default('linear'),
    useBias: z.boolean().default(true),
    depthwiseInitializer: initializer.default('glorot_uniform'),
    pointwiseInitializer: initializer.default('glorot_uniform'),
  }),
  outputShape(settings, input) {
    const { kernelSize, strides, filters } = settings
    return [...windowOutput('kernel', kernelSize, strides, settings.padding, input), filters]
  },
  weights(settings, input) {
    const { filters, kernelSize, depthMultiplier, useBias } = settings
    const [, , channels] = imageShape(input)
    return [
      {
        name: 'depthwise_kernel',
        shape: [...kernelSize, channels, depthMultiplier],
        initializer: settings.depthwiseInitializer,
        trainable: true,
      },
      {
        name: 'pointwise_kernel',
        shape: [1, 1, channels * depthMultiplier, filters],
        initializer: settings.pointwiseInitializer,
        trainable: true,
      },
      ...biasSpecs(useBias, filters),
    ]
  },
  forward(scope, settings, input) {
    const { graph } = scope
    const weight = (name: string) => forProduct(scope, scope.weight(name))
    const [x, kernel] = [forProduct(scope, input), weight('depthwise_kernel')]
    const depthwise = depthwiseConvolution(graph, x, kernel, settings.strides, settings.padding)
    const mixed = graph.tensor('Conv2D', [depthwise, weight('pointwise_kernel')], {
      strides: [1, 1, 1, 1],
      padding: 'VALID',
    })
    return activated(scope, settings, mixed)
  },
})
