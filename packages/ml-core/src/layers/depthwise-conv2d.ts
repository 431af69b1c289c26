import { z } from 'zod'
import { activation, equalPair, initializer, padding, pair, size } from '../spec/settings.ts'
import { biasSpecs } from './bias.ts'
import { depthwiseConvolution } from './depthwise.ts'
import { activated, forProduct } from './forward-scope.ts'
import { defineLayer } from './layer.ts'
import { imageShape, windowOutput } from './window.ts'

/**
 * Keras's DepthwiseConv2D on channels-last images: every channel has `depthMultiplier` windows of its own.
 * Kernel: height x width x input channels x depthMultiplier.
 */
export const depthwiseConv2d = defineLayer('DepthwiseConv2D', {
  settings: z.strictObject({
    kernelSize: pair,
    strides: equalPair.default([1, 1]),
    padding: padding.default('valid'),
    depthMultiplier: size.default(1),
    activation: activation.default('linear'),
    useBias: z.boolean().default(true),
    depthwiseInitializer: initializer.default('glorot_uniform'),
  }),
  outputShape(settings, input) {
    const { kernelSize, strides, depthMultiplier } = settings
    const [, , channels] = imageShape(input)
    const image = windowOutput('kernel', kernelSize, strides, settings.padding, input)
    return [...image, channels * depthMultiplier]
  },
  weights({ kernelSize, depthMultiplier, useBias, depthwiseInitializer }, input) {
    const [, , channels] = imageShape(input)
    const kernel = [...kernelSize, channels, depthMultiplier]
    return [
      { name: 'kernel', shape: kernel, initializer: depthwiseInitializer, trainable: true },
      ...biasSpecs(useBias, channels * depthMultiplier),
    ]
  },
  forward(scope, settings, input) {
    const [x, kernel] = [forProduct(scope, input), forProduct(scope, scope.weight('kernel'))]
    const convolved = depthwiseConvolution(scope.graph, x, kernel, settings.strides, settings.padding)
    return activated(scope, settings, convolved)
  },
})
