import { cast, feed, ints, mean, reshape, scalar } from './graph/build.ts'
import { differentiate } from './graph/differentiate.ts'
import type { DType } from './graph/dtype.ts'
import { Graph, type Node, type Tensor } from './graph/graph.ts'
import { verify } from './graph/verify.ts'
import type { Device, ForwardScope } from './layers/forward-scope.ts'
import type { Initializer } from './layers/layer.ts'
import { categoricalCrossentropy } from './losses/categorical-crossentropy.ts'
import type { ActivationName } from './spec/settings.ts'
import type { Shape } from './spec/shape.ts'
import type { TrainingSpec } from './spec/training.ts'

/** A variable of the compiled graph: a weight, a slot of the optimizer, the step counter. */
export type VariableSpec = {
  readonly name: string
  readonly dtype: DType
  readonly shape: Shape
  readonly initializer: Initializer
  readonly trainable: boolean
}

/** A named entry into the graph: feeds and fetches by name. */
export type Signature = {
  readonly inputs: Readonly<Record<string, Tensor>>
  readonly outputs: Readonly<Record<string, Tensor>>
}

/** All that a training needs, as one graph whose signatures share their variables. */
export type CompiledTraining = {
  readonly graph: Graph
  readonly variables: readonly VariableSpec[]
  readonly signatures: {
    /** images, labels -> stored; indices of all later calls count from 0 over what was stored here */
    readonly set_data: Signature
    /** indices of a batch, learning rate -> mean loss, accuracy of the batch before the step */
    readonly train_step: Signature
    /** indices -> loss and predicted class and its probability, an example an entry */
    readonly evaluate: Signature
    readonly get_state: Signature
    readonly set_state: Signature
  }
}

/**
 * Turns a training spec into one TensorFlow graph: forward pass, loss, gradients, optimizer.
 * @param examples how many images the data variable holds, training and test images together
 * @param device where it will run
 * @throws GraphError when a layer writes a node whose inputs do not fit (a bug of the layer)
 */
export function compileTraining(
  spec: TrainingSpec,
  examples: number,
  device: Device = 'cpu',
): CompiledTraining {
  const graph = new Graph()
  const weights = declareWeights(graph, spec)
  const slots = declareSlots(graph, spec, weights)
  const step = declare(graph, {
    name: 'step',
    dtype: 'int32',
    shape: [],
    initializer: 'zeros',
    trainable: false,
  })
  const data = declareData(graph, spec, examples)
  const stored = [...weights.values(), ...slots.values(), step]
  const signatures = {
    set_data: graph.within('set_data', () => setData(graph, data)),
    train_step: graph.within('train_step', () => trainStep(graph, spec, device, weights, slots, step, data)),
    evaluate: graph.within('evaluate', () => evaluate(graph, spec, device, weights, step, data)),
    get_state: graph.within('get_state', () => getState(graph, stored)),
    set_state: graph.within('set_state', () => setState(graph, stored)),
  }
  verify(graph, 'compilation')
  return { graph, variables: stored.map(({ spec: variable }) => variable), signatures }
}

type Variable = { readonly spec: VariableSpec; readonly handle: Tensor; readonly value: Tensor }
type Data = { readonly images: Tensor; readonly labels: Tensor }

function declare(graph: Graph, spec: VariableSpec): Variable {
  const { dtype, shape, name } = spec
  const handle = graph.tensor('VarHandleOp', [], { dtype, shape, shared_name: name }, name)
  return { spec, handle, value: graph.tensor('ReadVariableOp', [handle], { dtype }, `${name}/read`) }
}

function declareWeights(graph: Graph, spec: TrainingSpec): Map<string, Variable> {
  const weights = new Map<string, Variable>()
  for (const layer of spec.model.layers)
    for (const { name, ...weight } of layer.weightSpecs) {
      const full = `${layer.name}/${name}`
      weights.set(full, declare(graph, { name: full, dtype: 'float32', ...weight }))
    }
  return weights
}

const slotName = (weight: string, slot: string): string => `optimizer/${weight}/${slot}`

function declareSlots(
  graph: Graph,
  spec: TrainingSpec,
  weights: ReadonlyMap<string, Variable>,
): Map<string, Variable> {
  const slots = new Map<string, Variable>()
  for (const { spec: weight } of trainableOf(weights))
    for (const slot of spec.optimizer.slots) {
      const name = slotName(weight.name, slot)
      slots.set(name, declare(graph, { ...weight, name, initializer: 'zeros', trainable: false }))
    }
  return slots
}

const trainableOf = (weights: ReadonlyMap<string, Variable>): Variable[] =>
  [...weights.values()].filter(({ spec }) => spec.trainable)

function declareData(graph: Graph, spec: TrainingSpec, examples: number): Data {
  const handle = (name: string, dtype: DType, shape: Shape): Tensor =>
    graph.tensor('VarHandleOp', [], { dtype, shape, shared_name: name }, name)
  return {
    images: handle('data/images', 'uint8', [examples, ...spec.model.inputShape]),
    labels: handle('data/labels', 'int32', [examples]),
  }
}

function setData(graph: Graph, data: Data): Signature {
  const images = feed(graph, 'images', 'uint8', data.images.shape)
  const labels = feed(graph, 'labels', 'int32', data.labels.shape)
  const assigned = [
    graph.add('AssignVariableOp', [data.images, images.tensor], {}),
    graph.add('AssignVariableOp', [data.labels, labels.tensor], {}),
  ]
  return {
    inputs: { images: images.bytes, labels: labels.bytes },
    outputs: { count: fetch(graph, 'count', scalar(graph, 1), assigned) },
  }
}

/** The images of a batch as the model sees them: float32 from 0 to 1, as the study divides by 255; and the labels. */
function batch(graph: Graph, data: Data, indices: Tensor): { images: Tensor; labels: Tensor } {
  const pixels = graph.tensor('ResourceGather', [data.images, indices], { dtype: 'uint8' })
  const images = graph.tensor('RealDiv', [cast(graph, pixels, 'float32'), scalar(graph, 255)], {})
  return { images, labels: graph.tensor('ResourceGather', [data.labels, indices], { dtype: 'int32' }) }
}

function trainStep(
  graph: Graph,
  spec: TrainingSpec,
  device: Device,
  weights: ReadonlyMap<string, Variable>,
  slots: ReadonlyMap<string, Variable>,
  step: Variable,
  data: Data,
): Signature {
  const indices = feed(graph, 'indices', 'int32', [null])
  const learningRate = feed(graph, 'learning_rate', 'float32', [])
  const { images, labels } = batch(graph, data, indices.tensor)
  const { logits, updates } = forward(graph, spec, device, weights, images, step.value, true)
  const loss = mean(graph, categoricalCrossentropy(graph, logits, labels), [0])
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
  )
  verify(graph, 'differentiation')
  const next = graph.tensor('AddV2', [step.value, scalar(graph, 1, 'int32')], {})
  const applied = spec.optimizer.apply(
    graph,
    { learningRate: learningRate.tensor, step: cast(graph, next, 'float32') },
    trained.map(({ spec: weight, handle }, index) => ({
      variable: handle,
      gradient: at(gradients, index),
      slot: (name) => found(slots, slotName(weight.name, name)).handle,
    })),
  )
  const moved = [...updates].map(([name, value]) =>
    graph.add('AssignVariableOp', [found(weights, name).handle, value], {}),
  )
  const counted = graph.add('AssignVariableOp', [step.handle, next], {})
  const after = [...applied, ...moved, counted]
  return {
    inputs: { indices: indices.bytes, learning_rate: learningRate.bytes },
    outputs: { loss: fetch(graph, 'loss', loss, after), accuracy: fetch(graph, 'accuracy', accuracy, after) },
  }
}

function evaluate(
  graph: Graph,
  spec: TrainingSpec,
  device: Device,
  weights: ReadonlyMap<string, Variable>,
  step: Variable,
  data: Data,
): Signature {
  const indices = feed(graph, 'indices', 'int32', [null])
  const { images, labels } = batch(graph, data, indices.tensor)
  const { logits } = forward(graph, spec, device, weights, images, step.value, false)
  const probabilities = graph.tensor('Softmax', [logits], {})
  const confidence = graph.tensor('Max', [probabilities, ints(graph, [1])], { keep_dims: false })
  return {
    inputs: { indices: indices.bytes },
    outputs: {
      loss: fetch(graph, 'loss', categoricalCrossentropy(graph, logits, labels)),
      predicted: fetch(graph, 'predicted', predictedClass(graph, logits)),
      confidence: fetch(graph, 'confidence', confidence),
    },
  }
}

const predictedClass = (graph: Graph, logits: Tensor): Tensor =>
  graph.tensor('ArgMax', [logits, scalar(graph, 1, 'int32')], { output_type: 'int32' })

function getState(graph: Graph, variables: readonly Variable[]): Signature {
  const outputs = variables.map(({ spec, value }) => [spec.name, fetch(graph, spec.name, value)] as const)
  return { inputs: {}, outputs: Object.fromEntries(outputs) }
}

function setState(graph: Graph, variables: readonly Variable[]): Signature {
  const inputs: Record<string, Tensor> = {}
  const assigned = variables.map(({ spec, handle }) => {
    const value = feed(graph, spec.name, spec.dtype, spec.shape)
    inputs[spec.name] = value.bytes
    return graph.add('AssignVariableOp', [handle, value.tensor], {})
  })
  return { inputs, outputs: { count: fetch(graph, 'count', scalar(graph, variables.length), assigned) } }
}

/** The layers one after the other; the last one's softmax is left to the loss. Logits are float32. */
function forward(
  graph: Graph,
  spec: TrainingSpec,
  device: Device,
  weights: ReadonlyMap<string, Variable>,
  images: Tensor,
  step: Tensor,
  training: boolean,
): { logits: Tensor; updates: ReadonlyMap<string, Tensor> } {
  const updates = new Map<string, Tensor>()
  const { layers } = spec.model
  let x = images
  for (const layer of layers) {
    const last = layer.index === layers.length - 1
    const scope: ForwardScope = {
      graph,
      training,
      precision: spec.precision,
      device,
      weight: (name) => found(weights, `${layer.name}/${name}`).value,
      update: (name, value) => void updates.set(`${layer.name}/${name}`, value),
      randomSeed: () => randomSeed(graph, step, spec.seed, layer.index),
      activate: (name, y) => (last && name === 'softmax' ? y : activate(graph, name, y)),
    }
    x = graph.within(layer.name, () => layer.forward(scope, x))
  }
  return { logits: cast(graph, x, 'float32'), updates }
}

const ACTIVATION_OPS = { relu: 'Relu', softmax: 'Softmax', sigmoid: 'Sigmoid', tanh: 'Tanh' } as const

const activate = (graph: Graph, name: ActivationName, x: Tensor): Tensor =>
  name === 'linear' ? x : graph.tensor(ACTIVATION_OPS[name], [x], {})

/** [step, hash of run seed and layer]: the same training draws the same numbers, wherever it was taken up again. */
function randomSeed(graph: Graph, step: Tensor, seed: number, layer: number): Tensor {
  const key = (Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) + Math.imul(layer + 1, 0xc2b2ae35)) | 0
  const stepOnly = graph.tensor('Mul', [reshape(graph, step, [1]), ints(graph, [1, 0])], {})
  return graph.tensor('AddV2', [stepOnly, ints(graph, [0, key])], {})
}

/** A result under a name of its own, given once `after` have run. */
function fetch(graph: Graph, name: string, value: Tensor, after: readonly Node[] = []): Tensor {
  return at(graph.add('Identity', [value], {}, { name: `fetch/${name}`, after }).outputs, 0)
}

function at<T>(list: readonly T[], index: number): T {
  const entry = list[index]
  if (entry === undefined) throw new Error(`there is no entry ${index}`)
  return entry
}

function found<T>(map: ReadonlyMap<string, T>, name: string): T {
  const entry = map.get(name)
  if (entry === undefined) throw new Error(`there is no variable "${name}"`)
  return entry
}
