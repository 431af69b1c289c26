import { cast, scalar } from '../graph/build.ts'
import type { Graph, Tensor } from '../graph/graph.ts'
import { activations } from '../layers/activations.ts'
import type { ForwardScope } from '../layers/forward-scope.ts'
import { isKernel } from '../spec/shape.ts'
import type { Compilation } from './compilation.ts'
import { randomSeed } from './random-seed.ts'
import { found } from './variables.ts'

export type Forward = {
  readonly logits: Tensor
  /** What layers set beside the optimizer, such as moving averages, by `layer/weight`. */
  readonly updates: ReadonlyMap<string, Tensor>
  /** What each layer gives, by its name. */
  readonly outputs: ReadonlyMap<string, Tensor>
}

/** The layers one after the other; the last one's softmax is left to the loss. Logits are float32. */
export function forward(
  { graph, spec, device, threads, productPrecision, weights, step }: Compilation,
  images: Tensor,
  training: boolean,
): Forward {
  const updates = new Map<string, Tensor>()
  const outputs = new Map<string, Tensor>()
  const { layers } = spec.model
  let size: Tensor | undefined
  const batchSize = (): Tensor => {
    size ??= sizeOfBatch(graph, images)
    return size
  }
  const products: Tensor[] = []
  let draws = 0
  /** All cores work on a product; behind it one waits for the small ops up to the next. One draw fits in there. */
  const whileACoreWaits = (build: () => Tensor): Tensor => {
    const product = products[draws++] ?? products.at(-1)
    return product && threads === 'apart' ? graph.following(product.node, build) : build()
  }
  let x = images
  for (const layer of layers) {
    const last = layer.index === layers.length - 1
    const scope: ForwardScope = {
      graph,
      training,
      // Logits are float32: not rounded where the product gives them so.
      precision: last ? productPrecision : spec.precision,
      productPrecision,
      device,
      batchSize,
      examplesAStep: spec.batchSize,
      weight: (name) => found(weights, `${layer.name}/${name}`).value,
      weightParts: (name) => found(weights, `${layer.name}/${name}`).parts.map(({ value }) => value),
      update: (name, value) => void updates.set(`${layer.name}/${name}`, value),
      randomSeed: () => whileACoreWaits(() => randomSeed(graph, step.value, spec.seed, layer.index)),
      activate: (name, y) => (last && name === 'softmax' ? y : activations[name](graph, y)),
    }
    x = graph.within(layer.name, () => layer.forward(scope, x))
    outputs.set(layer.name, x)
    if (layer.weightSpecs.some(isKernel)) products.push(x)
  }
  return { logits: cast(graph, x, 'float32'), updates, outputs }
}

function sizeOfBatch(graph: Graph, images: Tensor): Tensor {
  const shape = graph.tensor('Shape', [images], { out_type: 'int32' })
  const [batch] = graph.add('Unpack', [shape], { num: images.shape.length, axis: 0 }).outputs
  if (!batch) throw new Error('images have a batch axis')
  return batch
}

/** The class with the largest logit, an example a value. */
export const predictedClass = (graph: Graph, logits: Tensor): Tensor =>
  graph.tensor('ArgMax', [logits, scalar(graph, 1, 'int32')], { output_type: 'int32' })
