import type { Compilation } from '../../src/compile/compilation.ts'
import { declareData } from '../../src/compile/data.ts'
import { forward } from '../../src/compile/forward.ts'
import { fetch, type Signature } from '../../src/compile/signature.ts'
import { setState } from '../../src/compile/state.ts'
import { declare, declareWeights, trainableOf, type VariableSpec } from '../../src/compile/variables.ts'
import { cast, feed, sum } from '../../src/graph/build.ts'
import { differentiate } from '../../src/graph/differentiate.ts'
import { Graph, type Tensor } from '../../src/graph/graph.ts'
import { verify } from '../../src/graph/verify.ts'
import { findDataset, type Model, type Precision, parseTraining, unwrap } from '../../src/spec/index.ts'

type CompiledStack = {
  readonly graph: Graph
  readonly weights: readonly VariableSpec[]
  /** `set_state`: the weights. `run`: x, behind -> see compileStack. */
  readonly signatures: { readonly set_state: Signature; readonly run: Signature }
}

/**
 * Layers alone, without data set, loss and optimizer. The loss is the sum of the last layer's entries times `behind`.
 * Fetches: `output/<layer>` and its `shape/<layer>` as TensorFlow sees it, `gradient/input`, `gradient/<layer>/<weight>`
 * and, while training, `update/<layer>/<weight>`. A softmax of the last layer is left out, as the compiler does it.
 */
export function compileStack(
  model: Model,
  {
    training,
    precision,
    productPrecision = precision,
  }: { training: boolean; precision: Precision; productPrecision?: Precision },
): CompiledStack {
  const graph = new Graph()
  const compilation = compilationOf(graph, model, precision, productPrecision)
  const [input, behind] = [model.inputShape, model.layers.at(-1)?.output ?? []].map((shape, index) =>
    feed(graph, index === 0 ? 'x' : 'behind', 'float32', [null, ...shape]),
  )
  if (!input || !behind) throw new Error('there are two feeds')
  const { logits, outputs, updates } = forward(compilation, cast(graph, input.tensor, precision), training)
  verify(graph, 'the forward pass')
  const product = graph.tensor('Mul', [logits, behind.tensor], {})
  const trained = trainableOf(compilation.weights)
  const gradients = differentiate(graph, sum(graph, product, [...logits.shape.keys()]), [
    input.tensor,
    ...trained.map(({ value }) => value),
  ])
  verify(graph, 'differentiation')
  const fetches = new Map<string, Tensor>()
  for (const [name, output] of outputs) {
    fetches.set(`output/${name}`, cast(graph, output, 'float32'))
    fetches.set(`shape/${name}`, graph.tensor('Shape', [output], { out_type: 'int32' }))
  }
  const differentiated = ['input', ...trained.map(({ spec }) => spec.name)]
  gradients.forEach((gradient, index) => {
    fetches.set(`gradient/${differentiated[index]}`, gradient)
  })
  for (const [name, update] of updates) fetches.set(`update/${name}`, update)
  const named = [...fetches].map(([name, tensor]) => [name, fetch(graph, name, tensor)] as const)
  const weights = [...compilation.weights.values()]
  return {
    graph,
    weights: weights.map(({ spec }) => spec),
    signatures: {
      set_state: graph.within('set_state', () => setState(graph, [...weights, compilation.step])),
      run: { inputs: { x: input.bytes, behind: behind.bytes }, outputs: Object.fromEntries(named) },
    },
  }
}

function compilationOf(
  graph: Graph,
  model: Model,
  precision: Precision,
  productPrecision: Precision,
): Compilation {
  const info = findDataset('fashion-mnist')
  if (!info) throw new Error('the catalogue has Fashion-MNIST')
  const training = unwrap(parseTraining({ model: { preset: 'mlp' }, precision, seed: 1 }, info))
  const spec = { ...training, model }
  const ways = { threads: 'apart', productPrecision } as const
  const step = { name: 'step', dtype: 'int32', shape: [], initializer: 'zeros', trainable: false } as const
  return {
    graph,
    spec,
    device: 'cpu',
    ...ways,
    weights: declareWeights(graph, spec, ways),
    slots: new Map(),
    averages: new Map(),
    step: declare(graph, step),
    data: declareData(graph, spec, 1),
  }
}
