import { scalar } from '../graph/build.ts'
import type { Graph, Tensor } from '../graph/graph.ts'
import type { ActivationName } from '../spec/settings.ts'

type Activation = (graph: Graph, x: Tensor) => Tensor

/** Keras's slope of its leaky_relu activation; its layer LeakyReLU has another default. */
const LEAKY_RELU_SLOPE = 0.2

/** Every activation by Keras's name, with Keras's formula: a total table, so a new name without an op does not compile. */
export const activations: { readonly [K in ActivationName]: Activation } = {
  linear: (_graph, x) => x,
  relu: (graph, x) => graph.tensor('Relu', [x], {}),
  softmax: (graph, x) => graph.tensor('Softmax', [x], {}),
  sigmoid: (graph, x) => graph.tensor('Sigmoid', [x], {}),
  tanh: (graph, x) => graph.tensor('Tanh', [x], {}),
  // x above 0, e^x - 1 below
  elu: (graph, x) => graph.tensor('Elu', [x], {}),
  gelu: (graph, x) => gelu(graph, x),
  leaky_relu: (graph, x) => graph.tensor('LeakyRelu', [x], { alpha: LEAKY_RELU_SLOPE }),
  // x sigmoid(x)
  silu: (graph, x) => graph.tensor('Mul', [x, graph.tensor('Sigmoid', [x], {})], {}),
  // log(1 + e^x)
  softplus: (graph, x) => graph.tensor('Softplus', [x], {}),
}

/** x / 2 (1 + erf(x / sqrt(2))), the exact form (Hendrycks and Gimpel, 2016, arXiv 1606.08415). */
function gelu(graph: Graph, x: Tensor): Tensor {
  const scaled = graph.tensor('Mul', [x, scalar(graph, Math.SQRT1_2, x.dtype)], {})
  const share = graph.tensor('AddV2', [graph.tensor('Erf', [scaled], {}), scalar(graph, 1, x.dtype)], {})
  return graph.tensor('Mul', [graph.tensor('Mul', [x, scalar(graph, 0.5, x.dtype)], {}), share], {})
}
