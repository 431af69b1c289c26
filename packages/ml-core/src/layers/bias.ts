import type { Tensor } from '../graph/graph.ts'
import { type ForwardScope, forProduct } from './forward-scope.ts'
import type { WeightSpec } from './layer.ts'

/** The bias over the last axis that a layer has with Keras's `use_bias`; none otherwise. */
export const biasSpecs = (useBias: boolean, size: number): readonly WeightSpec[] =>
  useBias ? [{ name: 'bias', shape: [size], initializer: 'zeros', trainable: true }] : []

/** x + bias, over the last axis. */
export const biasAdd = (scope: ForwardScope, x: Tensor, bias: Tensor): Tensor =>
  scope.graph.tensor('BiasAdd', [x, forProduct(scope, bias)], {})

/** x + the layer's bias, where it has one. */
export const addBias = (scope: ForwardScope, x: Tensor, useBias: boolean): Tensor =>
  useBias ? biasAdd(scope, x, scope.weight('bias')) : x
