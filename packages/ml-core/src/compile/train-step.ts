import { augment } from '../augmentation/augment.ts'
import { drawing } from '../augmentation/draw.ts'
import { cast, feed, mean, scalar, shapeOf, sum } from '../graph/build.ts'
import { differentiate } from '../graph/differentiate.ts'
import type { Graph, Node, Tensor } from '../graph/graph.ts'
import { verify } from '../graph/verify.ts'
import { categoricalCrossentropy } from '../losses/categorical-crossentropy.ts'
import { averageWeights } from '../optimizers/average-weights.ts'
import type { Compilation } from './compilation.ts'
import { batch } from './data.ts'
import { forward, predictedClass } from './forward.ts'
import { at, fetch, type Signature } from './signature.ts'
import { assign, found, joined, slotName, trainedWeights, type Variable } from './variables.ts'

/** The step's signature, and what `inspect_step` looks into: it runs these very nodes. */
export type TrainStep = {
  readonly signature: Signature
  /** What each layer gives, by its name. */
  readonly outputs: ReadonlyMap<string, Tensor>
  /** dL/d(weight) of every trained weight, by `layer/weight`, as the loss gives it. */
  readonly gradients: ReadonlyMap<string, Tensor>
  /** Nodes that write variables: once all have run, the step is done. */
  readonly writes: readonly Node[]
}

/** indices of a batch, learning rate -> mean loss and accuracy of the batch before the step */
export function trainStep(compilation: Compilation): TrainStep {
  const { graph, spec, threads, weights, slots, averages, step, data } = compilation
  const { augmentation, imageShape, seed, optimizer } = spec
  const declared = graph.nodes.length
  const indices = feed(graph, 'indices', 'int32', [null])
  const learningRate = feed(graph, 'learning_rate', 'float32', [])
  const { images, labels } = batch(graph, data, indices.tensor, (pixels) =>
    augmentation
      ? augment(graph, augmentation, imageShape, pixels, drawing(graph, step.value, seed, indices.tensor))
      : pixels,
  )
  const { logits, updates, outputs } = forward(compilation, images, true)
  const losses = categoricalCrossentropy(graph, logits, labels, spec.labelSmoothing)
  const loss = sum(graph, graph.tensor('Mul', [losses, shares(graph, indices.tensor)], {}), [0])
  const accuracy = mean(
    graph,
    cast(graph, graph.tensor('Equal', [predictedClass(graph, logits), labels], {}), 'float32'),
    [0],
  )
  verify(graph, 'the forward pass')
  const trained = trainedWeights(weights)
  const parts = trained.flatMap(({ parts, spec: { name }, weight }) =>
    parts.map((part, index) => ({ name, weight, index, ...part })),
  )
  const gradients = differentiate(
    graph,
    loss,
    parts.map(({ value }) => value),
    { weights: threads === 'apart' ? 'last' : 'first' },
  )
  verify(graph, 'differentiation')
  // Where the first layer stands in halves, their gradients are the last products. Were updates of other halves done
  // before them, one core would end with a product and its update, and the other with nothing to do.
  const [first, ...others] = trained
  const last = first && isHalved(first) ? gradients.slice(0, first.parts.length).map(({ node }) => node) : []
  const waiting = new Set(others.filter(isHalved).map(({ spec: { name } }) => name))
  // While somebody holds the old value of a variable, TensorFlow writes the new one beside it.
  const readers = Map.groupBy(
    graph.nodes.slice(declared).flatMap((node) => node.inputs.map((input) => ({ node, input }))),
    ({ input }) => input,
  )
  const next = graph.tensor('AddV2', [step.value, scalar(graph, 1, 'int32')], {})
  const applied = optimizer.apply(
    graph,
    { learningRate: learningRate.tensor, step: cast(graph, next, 'float32') },
    parts.map(({ name, weight, index, handle, value }, place) => ({
      weight,
      variable: handle,
      value,
      gradient: at(gradients, place),
      after: [...(readers.get(value)?.map(({ node }) => node) ?? []), ...(waiting.has(name) ? last : [])],
      slot: (slot) => at(found(slots, slotName(name, slot)).parts, index).handle,
    })),
  )
  const moved = [...updates].flatMap(([name, value]) => assign(graph, found(weights, name), value))
  const counted = assign(graph, step, next)
  const averaged =
    optimizer.emaMomentum === null
      ? []
      : averageWeights(
          graph,
          optimizer.emaMomentum,
          step.value,
          parts.map(({ name, index, handle }, place) => {
            const { handle: average, value } = at(found(averages, name).parts, index)
            return { weight: handle, average, value, moved: at(applied, place) }
          }),
        )
  const whole = (name: string): Tensor =>
    joined(
      graph,
      gradients.filter((_, place) => parts[place]?.name === name),
    )
  const writes = [...applied, ...averaged, ...moved, ...counted]
  return {
    signature: {
      inputs: { indices: indices.bytes, learning_rate: learningRate.bytes },
      outputs: {
        loss: fetch(graph, 'loss', loss, writes),
        accuracy: fetch(graph, 'accuracy', accuracy, writes),
      },
    },
    outputs,
    gradients: new Map(trained.map(({ spec: { name } }) => [name, whole(name)])),
    writes,
  }
}

const isHalved = ({ parts }: Variable): boolean => parts.length > 1

/**
 * What each example counts for in the mean, of n each 1/n. It is there before the loss is, and its gradient with it: that
 * of a mean asks for the sizes of what it was taken of, and the whole step would wait for the answers.
 */
function shares(graph: Graph, indices: Tensor): Tensor {
  const size = shapeOf(graph, indices)
  const share = graph.tensor('RealDiv', [scalar(graph, 1), cast(graph, size, 'float32')], {})
  return graph.tensor('BroadcastTo', [share, size], {})
}
