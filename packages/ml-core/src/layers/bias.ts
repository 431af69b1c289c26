import type { WeightSpec } from './layer.ts'

/** The bias over the last axis that a layer has with Keras's `use_bias`; none otherwise. */
export const biasSpecs = (useBias: boolean, size: number): readonly WeightSpec[] =>
  useBias ? [{ name: 'bias', shape: [size], initializer: 'zeros', trainable: true }] : []
