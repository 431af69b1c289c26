import { augment } from '../augmentation/augment.ts'
import { drawing } from '../augmentation/draw.ts'
import { cast, feed, mean, scalar } from '../graph/build.ts'
import { differentiate } from '../graph/differentiate.ts'
import type { Node, Tensor } from '../graph/graph.ts'
import { verify } from '../graph/verify.ts'
import { categoricalCrossentropy } from '../losses/categorical-crossentropy.ts'
import { averageWeights } from '../optimizers/average-weights.ts'
import { threadsFor } from '../spec/threads.ts'
import type { Compilation } from './compilation.ts'
import { batch } from './data.ts'
import { forward, predictedClass } from './forward.ts'
import { at, fetch, type Signature } from './signature.ts'
import { found, slotName, trainableOf } from './variables.ts'

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
  const { graph, spec, device, weights, slots, averages, step, data } = compilation
  const { augmentation, imageShape, seed, optimizer } = spec
  const indices = feed(graph, 'indices', 'int32', [null])
  const learningRate = feed(graph, 'learning_rate', 'float32', [])
  const { images, labels } = batch(graph, data, indices.tensor, (pixels) =>
    augmentation
      ? augment(graph, augmentation, imageShape, pixels, drawing(graph, step.value, seed, indices.tensor))
      : pixels,
  )
  const { logits, updates, outputs } = forward(compilation, images, true)
  const loss = mean(graph, categoricalCrossentropy(graph, logits, labels, spec.labelSmoothing), [0])
  const accuracy = mean(
    graph,
    cast(graph, graph.tensor('Equal', [predictedClass(graph, logits), labels], {}), 'float32'),
    [0],
  )
  verify(graph, 'the forward pass')
  const trained = trainableOf(weights)
  const gradients = differentiate(
    graph,
    loss,
    trained.map(({ value }) => value),
    { weights: device === 'cpu' && threadsFor(spec) === 'apart' ? 'last' : 'first' },
  )
  verify(graph, 'differentiation')
  const next = graph.tensor('AddV2', [step.value, scalar(graph, 1, 'int32')], {})
  const applied = optimizer.apply(
    graph,
    { learningRate: learningRate.tensor, step: cast(graph, next, 'float32') },
    trained.map(({ spec: weight, handle, value }, index) => ({
      variable: handle,
      value,
      gradient: at(gradients, index),
      after: [],
      slot: (name) => found(slots, slotName(weight.name, name)).handle,
    })),
  )
  const moved = [...updates].map(([name, value]) =>
    graph.add('AssignVariableOp', [found(weights, name).handle, value], {}),
  )
  const counted = graph.add('AssignVariableOp', [step.handle, next], {})
  const averaged =
    optimizer.emaMomentum === null
      ? []
      : averageWeights(
          graph,
          optimizer.emaMomentum,
          step.value,
          trained.map(({ spec: weight, handle }, index) => {
            const { handle: average, value } = found(averages, weight.name)
            return { weight: handle, average, value, moved: at(applied, index) }
          }),
        )
  const writes = [...applied, ...averaged, ...moved, counted]
  return {
    signature: {
      inputs: { indices: indices.bytes, learning_rate: learningRate.bytes },
      outputs: {
        loss: fetch(graph, 'loss', loss, writes),
        accuracy: fetch(graph, 'accuracy', accuracy, writes),
      },
    },
    outputs,
    gradients: new Map(trained.map(({ spec: weight }, index) => [weight.name, at(gradients, index)])),
    writes,
  }
}
