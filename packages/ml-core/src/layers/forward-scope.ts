import { cast } from '../graph/build.ts'
import type { Graph, Tensor } from '../graph/graph.ts'
import type { ActivationName } from '../spec/settings.ts'
import type { Precision } from '../spec/training.ts'

export type Device = 'cpu' | 'gpu'

/** What a layer may use while it writes its forward pass into the graph. */
export type ForwardScope = {
  readonly graph: Graph
  /** True while training: dropout drops, batch normalization uses the batch's own statistics. */
  readonly training: boolean
  /** Element type that activations are kept in; weights and statistics stay float32. */
  readonly precision: Precision
  /** Element type that products are computed in. */
  readonly productPrecision: Precision
  /** Where the graph will run: what is fast on one is not on the other. */
  readonly device: Device
  /**
   * How many examples the batch has: an int32 scalar that is there before this layer's input is. What needs no more
   * than shapes, such as random numbers, then runs on a core that waits for the layers before.
   */
  batchSize(): Tensor
  /** How many a whole batch of the training has: it decides how, and is the same wherever the graph runs. */
  readonly examplesAStep: number
  /** A weight of this layer, read; float32. */
  weight(name: string): Tensor
  /** A divisible weight, read: itself, or its halves along the last axis where two cores are to take one each. */
  weightParts(name: string): readonly Tensor[]
  /** Sets a weight that is not trained once the step is done. */
  update(name: string, value: Tensor): void
  /** Seed of this layer's random numbers in this step: two int32, different for every layer and step. */
  randomSeed(): Tensor
  /** Applies an activation; `softmax` of the last layer is folded into the loss by the compiler. */
  activate(name: ActivationName, x: Tensor): Tensor
}

/** A weight or activation in the element type that products are computed in. */
export const forProduct = (scope: ForwardScope, x: Tensor): Tensor =>
  cast(scope.graph, x, scope.productPrecision)

/**
 * What a layer gives of its products: activation(product + bias), in the element type that activations are kept in.
 * @param bias the part of the layer's bias that belongs to the product; default: all of it, where the layer has one
 */
export function activated(
  scope: ForwardScope,
  { activation, useBias }: { readonly activation: ActivationName; readonly useBias: boolean },
  product: Tensor,
  bias: Tensor | undefined = useBias ? scope.weight('bias') : undefined,
): Tensor {
  const { graph } = scope
  const y = bias ? graph.tensor('BiasAdd', [product, forProduct(scope, bias)], {}) : product
  return scope.activate(activation, cast(graph, y, scope.precision))
}

/** x * factor + term, entry by entry, in x's element type. */
export function scaleAndShift(scope: ForwardScope, x: Tensor, factor: Tensor, term: Tensor): Tensor {
  const { graph } = scope
  const scaled = graph.tensor('Mul', [x, cast(graph, factor, x.dtype)], {})
  return graph.tensor('AddV2', [scaled, cast(graph, term, x.dtype)], {})
}
