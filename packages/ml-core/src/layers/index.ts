import { activation } from './activation.ts'
import { batchNormalization } from './batch-normalization.ts'
import { conv2d } from './conv2d.ts'
import { dense } from './dense.ts'
import { dropout } from './dropout.ts'
import { flatten } from './flatten.ts'
import type { LayerType } from './layer.ts'
import { maxPooling2d } from './max-pooling2d.ts'

const all: readonly LayerType[] = [
  activation,
  batchNormalization,
  conv2d,
  dense,
  dropout,
  flatten,
  maxPooling2d,
]

/** Every layer type by its Keras name. */
export const layerTypes: ReadonlyMap<string, LayerType> = new Map(all.map((type) => [type.type, type]))
