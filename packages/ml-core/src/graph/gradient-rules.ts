import { batchNormGradients, givenNormGradients } from './batch-norm-gradients.ts'
import { cast, ints, known, reshape, scalar, shapeOf, split, sum, transpose, unbroadcast } from './build.ts'
import { constantOf } from './constant-of.ts'
import { isFloat } from './dtype.ts'
import type { Graph, NodeOf, Tensor } from './graph.ts'
import type { OpName } from './ops.ts'

/**
 * Given dL/d(output), gives dL/d(input) for each input that `wanted` names; undefined for inputs without one.
 * A result may be broadcastable to its input's shape: it is widened only where an op needs it in full.
 */
export type GradientRule<K extends OpName> = (
  graph: Graph,
  node: NodeOf<K>,
  /** Of the first output that the loss depends on. */
  gradient: Tensor,
  wanted: (input: number) => boolean,
  outputs: OutputGradients,
) => readonly (Tensor | undefined)[]

/** For ops with several outputs that carry a gradient. */
export type OutputGradients = {
  /** Whether the loss depends on an output. */
  has(output: number): boolean
  /** dL/d(output) of any output; 0 where the loss does not depend on it. */
  of(output: number): Tensor
}

/** Stated explicitly: no gradient flows through this op (state, integers, comparisons, gradients themselves). */
export const NO_GRADIENT = 'none'

type GradientRules = { readonly [K in OpName]: GradientRule<K> | typeof NO_GRADIENT }

const rules = {
  Placeholder: NO_GRADIENT,
  DecodeRaw: NO_GRADIENT,
  Const: NO_GRADIENT,
  VarHandleOp: NO_GRADIENT,
  ReadVariableOp: NO_GRADIENT,
  AssignVariableOp: NO_GRADIENT,
  ResourceGather: NO_GRADIENT,
  ResourceApplyAdam: NO_GRADIENT,
  ResourceApplyGradientDescent: NO_GRADIENT,
  ResourceApplyKerasMomentum: NO_GRADIENT,
  ResourceApplyRMSProp: NO_GRADIENT,
  ResourceApplyCenteredRMSProp: NO_GRADIENT,
  NoOp: NO_GRADIENT,
  // what stands behind it is a constant: differentiate.ts
  StopGradient: NO_GRADIENT,
  ReluGrad: NO_GRADIENT,
  SigmoidGrad: NO_GRADIENT,
  TanhGrad: NO_GRADIENT,
  EluGrad: NO_GRADIENT,
  LeakyReluGrad: NO_GRADIENT,
  SoftplusGrad: NO_GRADIENT,
  Maximum: NO_GRADIENT,
  Minimum: NO_GRADIENT,
  Bitcast: NO_GRADIENT,
  Equal: NO_GRADIENT,
  GreaterEqual: NO_GRADIENT,
  Conv2DBackpropInput: NO_GRADIENT,
  Conv2DBackpropFilter: NO_GRADIENT,
  BiasAddGrad: NO_GRADIENT,
  DepthwiseConv2dNativeBackpropInput: NO_GRADIENT,
  DepthwiseConv2dNativeBackpropFilter: NO_GRADIENT,
  MaxPoolGrad: NO_GRADIENT,
  AvgPoolGrad: NO_GRADIENT,
  FusedBatchNormGradV3: NO_GRADIENT,
  ArgMax: NO_GRADIENT,
  Min: NO_GRADIENT,
  Abs: NO_GRADIENT,
  IsFinite: NO_GRADIENT,
  SelectV2: NO_GRADIENT,
  HistogramFixedWidth: NO_GRADIENT,
  Shape: NO_GRADIENT,
  Size: NO_GRADIENT,
  SplitV: NO_GRADIENT,
  StatelessRandomUniform: NO_GRADIENT,
  StatelessRandomUniformFullInt: NO_GRADIENT,
  ImageProjectiveTransformV3: NO_GRADIENT,

  Identity: (_graph, _node, g) => [g],
  // y = a + b: da = g, db = g
  AddV2: (graph, node, g) => node.inputs.map((input) => unbroadcast(graph, g, input.shape)),
  // y = a - b: da = g, db = -g
  Sub: (graph, node, g, wanted) => {
    const [a, b] = pair(node)
    return [
      unbroadcast(graph, g, a.shape),
      wanted(1) ? graph.tensor('Neg', [unbroadcast(graph, g, b.shape)], {}) : undefined,
    ]
  },
  // y = a b: da = g b, db = g a
  Mul: (graph, node, g, wanted) => {
    const [a, b] = pair(node)
    return [
      wanted(0) ? unbroadcast(graph, mul(graph, g, b), a.shape) : undefined,
      wanted(1) ? unbroadcast(graph, mul(graph, g, a), b.shape) : undefined,
    ]
  },
  // y = a / b: da = g / b, db = -g y / b
  RealDiv: (graph, node, g, wanted) => {
    const [a, b] = pair(node)
    const byA = graph.tensor('RealDiv', [g, b], {})
    const byB = () => graph.tensor('Neg', [mul(graph, byA, output(node))], {})
    return [unbroadcast(graph, byA, a.shape), wanted(1) ? unbroadcast(graph, byB(), b.shape) : undefined]
  },
  // y = a^b: da = g b a^(b-1); the exponent is a number that nothing trains
  Pow: (graph, node, g, wanted) => {
    const [a, b] = pair(node)
    if (wanted(1)) throw new Error(`${node.name}: no gradient for the exponent of Pow`)
    const less = graph.tensor('Sub', [b, scalar(graph, 1, b.dtype)], {})
    const slope = mul(graph, b, graph.tensor('Pow', [a, less], {}))
    return [unbroadcast(graph, mul(graph, g, slope), a.shape), undefined]
  },
  Neg: (graph, _node, g) => [graph.tensor('Neg', [g], {})],
  // y = x^2: dx = 2 x g
  Square: (graph, node, g) => {
    const [x] = node.inputs
    return x ? [mul(graph, mul(graph, g, scalar(graph, 2, x.dtype)), x)] : []
  },
  // y = sqrt(x): dx = g / (2 y)
  Sqrt: (graph, node, g) => {
    const half = mul(graph, g, scalar(graph, 0.5, g.dtype))
    return [graph.tensor('RealDiv', [half, output(node)], {})]
  },
  // y = x^(-1/2): dx = -g y^3 / 2
  Rsqrt: (graph, node, g) => {
    const y = output(node)
    const cubed = mul(graph, graph.tensor('Square', [y], {}), y)
    return [mul(graph, mul(graph, g, scalar(graph, -0.5, g.dtype)), cubed)]
  },
  // y = e^x: dx = g y
  Exp: (graph, node, g) => [mul(graph, g, output(node))],
  // y = 2 / sqrt(pi) times the integral of e^(-t^2) from 0 to x: dx = g 2 / sqrt(pi) e^(-x^2)
  Erf: (graph, node, g) => {
    const [x] = node.inputs
    if (!x) return []
    const power = graph.tensor('Neg', [graph.tensor('Square', [x], {})], {})
    const slope = mul(graph, graph.tensor('Exp', [power], {}), scalar(graph, 2 / Math.sqrt(Math.PI), x.dtype))
    return [mul(graph, g, slope)]
  },
  // TensorFlow's own kernels take the output y
  Relu: (graph, node, g) => [graph.tensor('ReluGrad', [g, output(node)], {})],
  Sigmoid: (graph, node, g) => [graph.tensor('SigmoidGrad', [output(node), g], {})],
  // y = sin x: dx = g cos x
  Sin: (graph, node, g) => [mul(graph, g, graph.tensor('Cos', node.inputs, {}))],
  // y = cos x: dx = -g sin x
  Cos: (graph, node, g) => [graph.tensor('Neg', [mul(graph, g, graph.tensor('Sin', node.inputs, {}))], {})],
  Tanh: (graph, node, g) => [graph.tensor('TanhGrad', [output(node), g], {})],
  Elu: (graph, node, g) => [graph.tensor('EluGrad', [g, output(node)], {})],
  // the kernel asks for x's sign, which y shares; with y TensorFlow can fuse the op with the convolution before it
  LeakyRelu: (graph, node, g) => {
    const { alpha } = node.attributes
    const signs = alpha < 0 ? node.inputs : [output(node)]
    return [graph.tensor('LeakyReluGrad', [g, ...signs], { alpha })]
  },
  // this one takes the input x
  Softplus: (graph, node, g) => [graph.tensor('SoftplusGrad', [g, ...node.inputs], {})],
  Cast: (graph, node, g) => {
    const [x] = node.inputs
    return [x && isFloat(x.dtype) ? cast(graph, g, x.dtype) : undefined]
  },
  // y = a b: da = g b', db = a' g, with the transposes moved into the products
  MatMul: (graph, node, g, wanted) => {
    const [a, b] = pair(node)
    const { transpose_a, transpose_b } = node.attributes
    return factorGradients(a, b, g, transpose_a, transpose_b, wanted, (x, y, tx, ty) =>
      graph.tensor('MatMul', [x, y], { transpose_a: tx, transpose_b: ty }),
    )
  },
  // the same for each pair of matrices; a factor that was broadcast gets the sum
  BatchMatMulV2: (graph, node, g, wanted) => {
    const [x, y] = pair(node)
    const { adj_x, adj_y } = node.attributes
    return factorGradients(x, y, g, adj_x, adj_y, wanted, (a, b, ta, tb) =>
      graph.tensor('BatchMatMulV2', [a, b], { adj_x: ta, adj_y: tb }),
    ).map((gradient, index) => gradient && unbroadcast(graph, gradient, (index === 0 ? x : y).shape))
  },
  BiasAdd: (graph, _node, g, wanted) => [g, wanted(1) ? graph.tensor('BiasAddGrad', [g], {}) : undefined],
  Conv2D: (graph, node, g, wanted) => {
    const [x, kernel] = pair(node)
    const byX = () => graph.tensor('Conv2DBackpropInput', [shapeOf(graph, x), kernel, g], node.attributes)
    const byKernel = () => {
      const dtype = spansImage(x, kernel) ? 'float32' : x.dtype
      const inputs = [cast(graph, x, dtype), shapeOf(graph, kernel), cast(graph, g, dtype)]
      return cast(graph, graph.tensor('Conv2DBackpropFilter', inputs, node.attributes), kernel.dtype)
    }
    return [wanted(0) ? byX() : undefined, wanted(1) ? byKernel() : undefined]
  },
  // TensorFlow sums the filter's gradient in the element type of its inputs: bfloat16 would lose most of its digits
  DepthwiseConv2dNative: (graph, node, g, wanted) => {
    const [x, kernel] = pair(node)
    const byX = () =>
      graph.tensor('DepthwiseConv2dNativeBackpropInput', [shapeOf(graph, x), kernel, g], node.attributes)
    const byKernel = () => {
      const inputs = [cast(graph, x, 'float32'), shapeOf(graph, kernel), cast(graph, g, 'float32')]
      const full = graph.tensor('DepthwiseConv2dNativeBackpropFilter', inputs, node.attributes)
      return cast(graph, full, kernel.dtype)
    }
    return [wanted(0) ? byX() : undefined, wanted(1) ? byKernel() : undefined]
  },
  AvgPool: (graph, node, g) => {
    const [x] = node.inputs
    return x ? [graph.tensor('AvgPoolGrad', [shapeOf(graph, x), g], node.attributes)] : []
  },
  MaxPool: (graph, node, g) => {
    const [x] = node.inputs
    return x ? [graph.tensor('MaxPoolGrad', [x, output(node), g], node.attributes)] : []
  },
  FusedBatchNormV3: (graph, node, _g, wanted, outputs) =>
    node.attributes.is_training
      ? batchNormGradients(graph, node, outputs)
      : givenNormGradients(graph, node, outputs.of(0), wanted),
  // y_i = e^x_i / sum e^x: dx = (g - sum(g y)) y
  Softmax: (graph, node, g) => {
    const y = output(node)
    const inner = sum(graph, mul(graph, g, y), [y.shape.length - 1], true)
    return [mul(graph, graph.tensor('Sub', [g, inner], {}), y)]
  },
  // the op's second output is softmax - one-hot: dx = g times that, an example a row
  SparseSoftmaxCrossEntropyWithLogits: (graph, node, g) => {
    const [, difference] = node.outputs
    return difference ? [mul(graph, reshape(graph, g, [...g.shape, 1]), difference), undefined] : []
  },
  // the kernel gives softmax(logits) - labels as second output; nothing trains the labels
  SoftmaxCrossEntropyWithLogits: (graph, node, g, wanted) => {
    if (wanted(1)) throw new Error(`${node.name}: no gradient for the labels of a cross-entropy`)
    const [, difference] = node.outputs
    return difference ? [mul(graph, reshape(graph, g, [...g.shape, 1]), difference), undefined] : []
  },
  Sum: (graph, node, g) => [restoreAxes(graph, node, g)],
  // mean = sum / count, where the count of a batch is known only when the graph runs
  Mean: (graph, node, g) => {
    const [x] = node.inputs
    if (!x) return []
    const restored = restoreAxes(graph, node, g)
    const count = reducedCount(graph, node, x)
    return [graph.tensor('RealDiv', [restored, cast(graph, count, g.dtype)], {})]
  },
  // only the entries that are the maximum pass the gradient on; several share it, as in TensorFlow
  Max: (graph, node, g) => {
    const [x] = node.inputs
    if (!x) return []
    const equal = graph.tensor('Equal', [x, restoreAxes(graph, node, output(node))], {})
    const chosen = cast(graph, equal, 'float32')
    const share = graph.tensor('RealDiv', [chosen, sum(graph, chosen, valuesOf(pair(node)[1]), true)], {})
    return [mul(graph, restoreAxes(graph, node, g), cast(graph, share, g.dtype))]
  },
  Reshape: (graph, node, g) => {
    const [x] = node.inputs
    return x ? [reshape(graph, g, x.shape), undefined] : []
  },
  Transpose: (graph, node, g) => {
    const order = valuesOf(pair(node)[1])
    const back = order.map((_axis, index) => order.indexOf(index))
    return [transpose(graph, g, back), undefined]
  },
  Pack: (graph, node, g) => {
    const { N, axis } = node.attributes
    return graph.add('Unpack', [g], { num: N, axis }).outputs
  },
  Unpack: (graph, node, _g, _wanted, outputs) => {
    const { num, axis } = node.attributes
    return [
      graph.tensor(
        'Pack',
        node.outputs.map((_, index) => outputs.of(index)),
        { N: num, axis },
      ),
    ]
  },
  // each part gets the gradient of what it became
  ConcatV2: (graph, node, g) => {
    const parts = node.inputs.slice(0, -1)
    const [axis] = valuesOf(node.inputs.at(-1) ?? output(node))
    return split(
      graph,
      g,
      axis ?? 0,
      parts.map(({ shape }) => known(shape[axis ?? 0])),
    )
  },
  // what was left out has no influence: its gradient is 0
  Slice: (graph, node, g) => {
    const [x, begins] = node.inputs
    if (!x || !begins) return []
    const from = valuesOf(begins)
    const widths = x.shape.flatMap((dim, axis) => {
      const start = from[axis] ?? 0
      return [start, dim === null ? 0 : dim - start - (g.shape[axis] ?? 0)]
    })
    return [graph.tensor('Pad', [g, ints(graph, widths, undefined, [x.shape.length, 2])], {})]
  },
  Pad: (graph, node, g) => {
    const [x, paddings] = node.inputs
    if (!x || !paddings) return []
    const from = valuesOf(paddings).filter((_, index) => index % 2 === 0)
    const sizes = x.shape.map((dim) => dim ?? -1)
    return [graph.tensor('Slice', [g, ints(graph, from), ints(graph, sizes)], {})]
  },
  BroadcastTo: (graph, node, g) => {
    const [x] = node.inputs
    return x ? [unbroadcast(graph, g, x.shape), undefined] : []
  },
} satisfies GradientRules

/** dL/d(inputs) of each op: a total table, so a new op without a rule does not compile. */
export const gradientRules: GradientRules = rules

/** Ops that a gradient flows through. */
export type DifferentiableOp = {
  [K in OpName]: (typeof rules)[K] extends typeof NO_GRADIENT ? never : K
}[OpName]

const mul = (graph: Graph, a: Tensor, b: Tensor): Tensor => graph.tensor('Mul', [a, b], {})

/** Of the factors of a matrix product, each of which may stand transposed in it. */
function factorGradients(
  a: Tensor,
  b: Tensor,
  g: Tensor,
  transposeA: boolean,
  transposeB: boolean,
  wanted: (input: number) => boolean,
  product: (a: Tensor, b: Tensor, transposeA: boolean, transposeB: boolean) => Tensor,
): readonly (Tensor | undefined)[] {
  const byA = () => (transposeA ? product(b, g, transposeB, true) : product(g, b, false, !transposeB))
  const byB = () => (transposeB ? product(g, a, true, transposeA) : product(a, g, !transposeA, false))
  return [wanted(0) ? byA() : undefined, wanted(1) ? byB() : undefined]
}

function pair(node: NodeOf<OpName>): [Tensor, Tensor] {
  const [a, b] = node.inputs
  if (!a || !b) throw new Error(`${node.name}: ${node.op} needs two inputs`)
  return [a, b]
}

function output(node: NodeOf<OpName>): Tensor {
  const [first] = node.outputs
  if (!first) throw new Error(`${node.name}: ${node.op} has no output`)
  return first
}

/**
 * The image is one entry high or wide, or smaller than the window. In bfloat16 oneDNN's filter gradient then leaves
 * entries undefined that meet no pixel: random stacks of layers became NaN now and then.
 */
const spansImage = (x: Tensor, kernel: Tensor): boolean =>
  [0, 1].some((axis) => {
    const image = known(x.shape[axis + 1])
    return image === 1 || known(kernel.shape[axis]) > image
  })

type Reduction = 'Sum' | 'Mean' | 'Max'

/** A reduction's result with its reduced axes back as 1, so that it broadcasts against the input. */
function restoreAxes(graph: Graph, node: NodeOf<Reduction>, result: Tensor): Tensor {
  const [x, axes] = pair(node)
  const reduced = new Set(valuesOf(axes))
  return reshape(
    graph,
    result,
    x.shape.map((dim, axis) => (reduced.has(axis) ? 1 : dim)),
  )
}

/** How many entries went into each result, as a scalar: the quotient of the sizes. */
function reducedCount(graph: Graph, node: NodeOf<Reduction>, x: Tensor): Tensor {
  const axes = valuesOf(pair(node)[1])
  if (!axes.some((axis) => x.shape[axis] === null))
    return scalar(
      graph,
      axes.reduce((count, axis) => count * (x.shape[axis] ?? 1), 1),
    )
  return graph.tensor('RealDiv', [sizeOf(graph, x), sizeOf(graph, output(node))], {})
}

const sizeOf = (graph: Graph, x: Tensor): Tensor =>
  cast(graph, graph.tensor('Size', [x], { out_type: 'int32' }), 'float32')

function valuesOf(tensor: Tensor): readonly number[] {
  const values = constantOf(tensor)
  if (!values) throw new Error(`${tensor.node.name}: must be a constant`)
  return values
}
