import { activation } from './activation.ts'
import { averagePooling2d } from './average-pooling2d.ts'
import { batchNormalization } from './batch-normalization.ts'
import { conv2d } from './conv2d.ts'
import { dense } from './dense.ts'
import { depthwiseConv2d } from './depthwise-conv2d.ts'
import { dropout } from './dropout.ts'
import { flatten } from './flatten.ts'
import { globalAveragePooling2d } from './global-average-pooling2d.ts'
import { globalMaxPooling2d } from './global-max-pooling2d.ts'
import type { LayerType } from './layer.ts'
import { leakyReLU } from './leaky-relu.ts'
import { maxPooling2d } from './max-pooling2d.ts'
import { rescaling } from './rescaling.ts'
import { separableConv2d } from './separable-conv2d.ts'
import { spatialDropout2d } from './spatial-dropout2d.ts'
import { zeroPadding2d } from './zero-padding2d.ts'

const all: readonly LayerType[] = [
  activation,
  averagePooling2d,
  batchNormalization,
  conv2d,
  dense,
  depthwiseConv2d,
  dropout,
  flatten,
  globalAveragePooling2d,
  globalMaxPooling2d,
  leakyReLU,
  maxPooling2d,
  rescaling,
  separableConv2d,
  spatialDropout2d,
  zeroPadding2d,
]

/** Every layer type by its Keras name. */
export const layerTypes: ReadonlyMap<string, LayerType> = new Map(all.map((type) => [type.type, type]))
