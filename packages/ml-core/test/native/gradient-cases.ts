import { cast, concat, ints, reshape, transpose } from '../../src/graph/build.ts'
import type { DifferentiableOp } from '../../src/graph/gradient-rules.ts'
import type { Graph, Tensor } from '../../src/graph/graph.ts'

/** One way to use an op: its inputs (uniform numbers), how it is built, and the shapes of what it gives. */
export type GradientCase = {
  readonly name: string
  readonly inputs: Readonly<
    Record<string, { readonly shape: readonly number[]; readonly from?: number; readonly to?: number }>
  >
  /** Inputs whose first axis is declared as the unknown batch. */
  readonly batched?: readonly string[]
  build(graph: Graph, inputs: readonly Tensor[]): readonly Tensor[]
  readonly outputShapes: readonly (readonly number[])[]
}

const far = { from: 0.5, to: 2 }

const one = (
  op:
    | 'Neg'
    | 'Square'
    | 'Sqrt'
    | 'Rsqrt'
    | 'Exp'
    | 'Erf'
    | 'Relu'
    | 'Elu'
    | 'Sigmoid'
    | 'Sin'
    | 'Cos'
    | 'Tanh'
    | 'Softplus'
    | 'Softmax'
    | 'Identity',
  range: { from?: number; to?: number } = {},
): GradientCase[] => [
  {
    name: 'of a matrix',
    inputs: { x: { shape: [3, 4], ...range } },
    batched: ['x'],
    build: (graph, inputs) => [graph.tensor(op, inputs, {})],
    outputShapes: [[3, 4]],
  },
]

const two = (op: 'AddV2' | 'Sub' | 'Mul' | 'RealDiv'): GradientCase[] => [
  {
    name: 'of equal shapes',
    inputs: { a: { shape: [2, 3] }, b: { shape: [2, 3], ...far } },
    build: (graph, inputs) => [graph.tensor(op, inputs, {})],
    outputShapes: [[2, 3]],
  },
  {
    name: 'of an image and a value a row, broadcast over batch, width and channels',
    inputs: { a: { shape: [2, 3, 2, 2] }, b: { shape: [1, 3, 1, 1], ...far } },
    batched: ['a'],
    build: (graph, inputs) => [graph.tensor(op, inputs, {})],
    outputShapes: [[2, 3, 2, 2]],
  },
  {
    name: 'of a scalar and a matrix',
    inputs: { a: { shape: [] }, b: { shape: [2, 3], ...far } },
    build: (graph, inputs) => [graph.tensor(op, inputs, {})],
    outputShapes: [[2, 3]],
  },
]

const reduction = (op: 'Sum' | 'Mean' | 'Max'): GradientCase[] => [
  {
    name: 'over batch and width, the axes kept',
    inputs: { x: { shape: [2, 3, 4] } },
    batched: ['x'],
    build: (graph, [x]) => (x ? [graph.tensor(op, [x, ints(graph, [0, 2])], { keep_dims: true })] : []),
    outputShapes: [[1, 3, 1]],
  },
  {
    name: 'over the last axis, dropped',
    inputs: { x: { shape: [2, 5] } },
    build: (graph, [x]) => (x ? [graph.tensor(op, [x, ints(graph, [1])], { keep_dims: false })] : []),
    outputShapes: [[2]],
  },
]

const product = (transpose_a: boolean, transpose_b: boolean): GradientCase => ({
  name: `${transpose_a ? "a'" : 'a'} ${transpose_b ? "b'" : 'b'}`,
  inputs: { a: { shape: transpose_a ? [4, 3] : [3, 4] }, b: { shape: transpose_b ? [2, 4] : [4, 2] } },
  build: (graph, inputs) => [graph.tensor('MatMul', inputs, { transpose_a, transpose_b })],
  outputShapes: [[3, 2]],
})

/** Of two axes of matrices, over one of which each factor is broadcast. */
const products = (adj_x: boolean, adj_y: boolean): GradientCase => ({
  name: `adj_x ${adj_x}, adj_y ${adj_y}`,
  inputs: {
    x: { shape: [2, 1, ...(adj_x ? [4, 3] : [3, 4])] },
    y: { shape: [1, 3, ...(adj_y ? [2, 4] : [4, 2])] },
  },
  build: (graph, inputs) => [graph.tensor('BatchMatMulV2', inputs, { adj_x, adj_y })],
  outputShapes: [[2, 3, 3, 2]],
})

const convolution = (
  strides: number,
  padding: 'VALID' | 'SAME',
  output: readonly number[],
): GradientCase => ({
  name: `strides ${strides}, ${padding}`,
  inputs: { x: { shape: [2, 5, 4, 2] }, kernel: { shape: [3, 3, 2, 3] } },
  batched: ['x'],
  build: (graph, inputs) => [graph.tensor('Conv2D', inputs, { strides: [1, strides, strides, 1], padding })],
  outputShapes: [output],
})

const depthwise = (
  strides: number,
  multiplier: number,
  padding: 'VALID' | 'SAME',
  output: readonly number[],
): GradientCase => ({
  name: `strides ${strides}, ${multiplier} a channel, ${padding}`,
  inputs: { x: { shape: [2, 5, 4, 2] }, kernel: { shape: [3, 3, 2, multiplier] } },
  batched: ['x'],
  build: (graph, inputs) => [
    graph.tensor('DepthwiseConv2dNative', inputs, { strides: [1, strides, strides, 1], padding }),
  ],
  outputShapes: [output],
})

const averagePool = (
  name: string,
  strides: number,
  padding: 'VALID' | 'SAME',
  output: readonly number[],
): GradientCase => ({
  name,
  inputs: { x: { shape: [2, 5, 4, 2] } },
  batched: ['x'],
  build: (graph, inputs) => [
    graph.tensor('AvgPool', inputs, { ksize: [1, 2, 2, 1], strides: [1, strides, strides, 1], padding }),
  ],
  outputShapes: [output],
})

/** Batch normalization by its own statistics; mean and variance outputs carry no gradient in training. */
const batchNorm = (name: string, shape: readonly number[]): GradientCase => ({
  name,
  inputs: {
    x: { shape },
    scale: { shape: [shape.at(-1) ?? 1], ...far },
    offset: { shape: [shape.at(-1) ?? 1] },
  },
  batched: ['x'],
  build(graph, inputs) {
    const attributes = { epsilon: 0.001, is_training: true, data_format: 'NHWC' }
    const all = [...inputs, emptyVector(graph), emptyVector(graph)]
    return graph.add('FusedBatchNormV3', all, attributes).outputs.slice(0, 1)
  },
  outputShapes: [shape],
})

const emptyVector = (graph: Graph): Tensor =>
  graph.tensor('Const', [], { dtype: 'float32', value: { dtype: 'float32', shape: [0], values: [] } })

/** The normalised values together with the mean and the variance that they were normalised by. */
const batchNormWithStatistics = (
  which: readonly number[],
  outputs: readonly (readonly number[])[],
): GradientCase => ({
  name: `its outputs ${which.join(', ')}`,
  inputs: { x: { shape: [5, 1, 2, 3] }, scale: { shape: [3], ...far }, offset: { shape: [3] } },
  batched: ['x'],
  build(graph, inputs) {
    const attributes = { epsilon: 0.001, is_training: true, data_format: 'NHWC' }
    const all = [...inputs, emptyVector(graph), emptyVector(graph)]
    const node = graph.add('FusedBatchNormV3', all, attributes)
    // Scale and offset have no influence on the statistics.
    const kept = inputs.slice(1).map((input) => graph.tensor('Identity', [input], {}))
    return [...which.flatMap((index) => node.outputs.slice(index, index + 1)), ...kept]
  },
  outputShapes: [...outputs, [3], [3]],
})

/** Cases for every op that has a gradient rule: a total table, so a new rule must say how it is checked. */
export const gradientCases: { readonly [K in DifferentiableOp]: readonly GradientCase[] } = {
  Identity: one('Identity'),
  AddV2: two('AddV2'),
  Sub: two('Sub'),
  Mul: two('Mul'),
  RealDiv: two('RealDiv'),
  Pow: [
    {
      name: 'to a constant power',
      inputs: { x: { shape: [2, 3], ...far } },
      build(graph, [x]) {
        const power = graph.tensor('Const', [], {
          dtype: 'float32',
          value: { dtype: 'float32', shape: [], values: [2.5] },
        })
        return x ? [graph.tensor('Pow', [x, power], {})] : []
      },
      outputShapes: [[2, 3]],
    },
  ],
  Neg: one('Neg'),
  Square: one('Square'),
  Sqrt: one('Sqrt', far),
  Rsqrt: one('Rsqrt', far),
  Exp: one('Exp'),
  Erf: one('Erf'),
  Relu: [
    {
      // values away from the kink at 0, where differences say nothing
      name: 'on both sides of zero',
      inputs: { x: { shape: [3, 4], from: 0.1, to: 1 } },
      build(graph, [x]) {
        const values = [1, -1, 1, -1, -1, 1, 1, -1, -1, -1, 1, 1]
        const signs = graph.tensor('Const', [], {
          dtype: 'float32',
          value: { dtype: 'float32', shape: [3, 4], values },
        })
        return x ? [graph.tensor('Relu', [graph.tensor('Mul', [x, signs], {})], {})] : []
      },
      outputShapes: [[3, 4]],
    },
  ],
  Sigmoid: one('Sigmoid'),
  Sin: one('Sin'),
  Cos: one('Cos'),
  Tanh: one('Tanh'),
  Elu: one('Elu'),
  LeakyRelu: [-0.2, 0, 0.3].map((alpha) => ({
    // values away from the kink at 0, where differences say nothing
    name: `slope ${alpha}, on both sides of zero`,
    inputs: { x: { shape: [2, 3], from: 0.1, to: 1 }, y: { shape: [2, 3], from: -1, to: -0.1 } },
    batched: ['x', 'y'],
    build: (graph, inputs) => inputs.map((input) => graph.tensor('LeakyRelu', [input], { alpha })),
    outputShapes: [
      [2, 3],
      [2, 3],
    ],
  })),
  Softplus: one('Softplus'),
  Cast: [
    {
      name: 'float32 to itself through a narrower gradient',
      inputs: { x: { shape: [2, 3] } },
      build(graph, [x]) {
        return x ? [graph.tensor('Cast', [x], { DstT: 'float32' })] : []
      },
      outputShapes: [[2, 3]],
    },
  ],
  MatMul: [
    ...[product(false, false), product(false, true), product(true, false), product(true, true)],
    {
      name: 'by one matrix twice, which is itself a product',
      inputs: { x: { shape: [2, 3] }, a: { shape: [3, 3] }, b: { shape: [3, 3] } },
      build: (graph, [x, a, b]) => {
        const times = (left: Tensor | undefined, right: Tensor | undefined): Tensor[] =>
          left && right
            ? [graph.tensor('MatMul', [left, right], { transpose_a: false, transpose_b: false })]
            : []
        const [weight] = times(a, b)
        const [once] = times(x, weight)
        return times(once, weight)
      },
      outputShapes: [[2, 3]],
    },
  ],
  BatchMatMulV2: [
    ...[products(false, false), products(false, true), products(true, false), products(true, true)],
    {
      name: 'one matrix by several',
      inputs: { x: { shape: [3, 2] }, y: { shape: [4, 2, 3] } },
      build: (graph, inputs) => [graph.tensor('BatchMatMulV2', inputs, { adj_x: false, adj_y: false })],
      outputShapes: [[4, 3, 3]],
    },
  ],
  Transpose: [
    {
      name: 'of an image, the batch inside',
      inputs: { x: { shape: [2, 3, 4, 5] } },
      batched: ['x'],
      build: (graph, [x]) => (x ? [transpose(graph, x, [1, 2, 0, 3])] : []),
      outputShapes: [[3, 4, 2, 5]],
    },
  ],
  BiasAdd: [
    {
      name: 'on an image',
      inputs: { x: { shape: [2, 2, 2, 3] }, bias: { shape: [3] } },
      batched: ['x'],
      build: (graph, inputs) => [graph.tensor('BiasAdd', inputs, {})],
      outputShapes: [[2, 2, 2, 3]],
    },
  ],
  Conv2D: [
    convolution(1, 'VALID', [2, 3, 2, 3]),
    convolution(1, 'SAME', [2, 5, 4, 3]),
    convolution(2, 'VALID', [2, 2, 1, 3]),
    convolution(2, 'SAME', [2, 3, 2, 3]),
  ],
  DepthwiseConv2dNative: [
    depthwise(1, 1, 'VALID', [2, 3, 2, 2]),
    depthwise(1, 3, 'SAME', [2, 5, 4, 6]),
    depthwise(2, 1, 'VALID', [2, 2, 1, 2]),
    depthwise(2, 3, 'SAME', [2, 3, 2, 6]),
  ],
  AvgPool: [
    averagePool('2x2', 2, 'VALID', [2, 2, 2, 2]),
    averagePool('2x2 every entry, the edge included', 1, 'SAME', [2, 5, 4, 2]),
  ],
  MaxPool: [
    {
      name: '2x2',
      inputs: { x: { shape: [2, 4, 4, 2] } },
      build(graph, [x]) {
        // a ramp keeps the entries of a window further apart than the step of the differences
        const values = Array.from({ length: 64 }, (_, index) => (index * 7) % 64)
        const ramp = graph.tensor('Const', [], {
          dtype: 'float32',
          value: { dtype: 'float32', shape: [2, 4, 4, 2], values },
        })
        if (!x) return []
        const spread = graph.tensor('AddV2', [x, ramp], {})
        const window = [1, 2, 2, 1]
        return [graph.tensor('MaxPool', [spread], { ksize: window, strides: window, padding: 'VALID' })]
      },
      outputShapes: [[2, 2, 2, 2]],
    },
  ],
  FusedBatchNormV3: [
    batchNorm('of an image over its channels', [2, 2, 2, 3]),
    batchNorm('of flat vectors', [6, 1, 1, 3]),
    batchNormWithStatistics([1, 2], [[3], [3]]),
    batchNormWithStatistics([2], [[3]]),
    batchNormWithStatistics([0, 1, 2], [[5, 1, 2, 3], [3], [3]]),
    {
      name: 'by a mean and a variance that are given',
      inputs: {
        ...{ x: { shape: [4, 1, 2, 3] }, scale: { shape: [3], ...far }, offset: { shape: [3] } },
        ...{ mean: { shape: [3] }, variance: { shape: [3], ...far } },
      },
      batched: ['x'],
      build: (graph, inputs) => [
        graph.tensor('FusedBatchNormV3', inputs, {
          ...{ epsilon: 0.001, is_training: false, data_format: 'NHWC' },
        }),
      ],
      outputShapes: [[4, 1, 2, 3]],
    },
  ],
  Softmax: one('Softmax'),
  SoftmaxCrossEntropyWithLogits: [
    {
      name: 'of two examples whose labels are spread over the classes',
      inputs: { logits: { shape: [2, 3] } },
      build(graph, [logits]) {
        const labels = graph.tensor('Const', [], {
          dtype: 'float32',
          value: { dtype: 'float32', shape: [2, 3], values: [0.9, 0.05, 0.05, 0.1, 0.2, 0.7] },
        })
        return logits ? [graph.tensor('SoftmaxCrossEntropyWithLogits', [logits, labels], {})] : []
      },
      outputShapes: [[2]],
    },
  ],
  SparseSoftmaxCrossEntropyWithLogits: [
    {
      name: 'of three examples',
      inputs: { logits: { shape: [3, 4] } },
      build(graph, [logits]) {
        const labels = ints(graph, [2, 0, 3])
        return logits ? [graph.tensor('SparseSoftmaxCrossEntropyWithLogits', [logits, labels], {})] : []
      },
      outputShapes: [[3]],
    },
  ],
  Sum: reduction('Sum'),
  Mean: reduction('Mean'),
  Max: reduction('Max'),
  Reshape: [
    {
      name: 'an image to vectors',
      inputs: { x: { shape: [2, 2, 3] } },
      batched: ['x'],
      build: (graph, [x]) => (x ? [reshape(graph, cast(graph, x, 'float32'), [null, 6])] : []),
      outputShapes: [[2, 6]],
    },
  ],
  Pack: [
    {
      name: 'along the second axis',
      inputs: { a: { shape: [2, 3] }, b: { shape: [2, 3] } },
      batched: ['a', 'b'],
      build: (graph, inputs) => [graph.tensor('Pack', inputs, { N: 2, axis: 1 })],
      outputShapes: [[2, 2, 3]],
    },
  ],
  Unpack: [
    {
      name: 'all parts used',
      inputs: { x: { shape: [2, 3, 2] } },
      batched: ['x'],
      build: (graph, inputs) => graph.add('Unpack', inputs, { num: 3, axis: 1 }).outputs,
      outputShapes: [
        [2, 2],
        [2, 2],
        [2, 2],
      ],
    },
    {
      name: 'one part left out',
      inputs: { x: { shape: [2, 3, 2] } },
      build: (graph, inputs) => graph.add('Unpack', inputs, { num: 3, axis: 1 }).outputs.slice(1),
      outputShapes: [
        [2, 2],
        [2, 2],
      ],
    },
  ],
  Slice: [
    {
      name: 'some columns of a batch',
      inputs: { x: { shape: [2, 5] } },
      batched: ['x'],
      build: (graph, [x]) =>
        x ? [graph.tensor('Slice', [x, ints(graph, [0, 1]), ints(graph, [-1, 3])], {})] : [],
      outputShapes: [[2, 3]],
    },
  ],
  Pad: [
    {
      name: 'columns on both sides',
      inputs: { x: { shape: [2, 3] } },
      batched: ['x'],
      build: (graph, [x]) =>
        x ? [graph.tensor('Pad', [x, ints(graph, [0, 0, 1, 2], undefined, [2, 2])], {})] : [],
      outputShapes: [[2, 6]],
    },
  ],
  ConcatV2: [
    {
      name: 'along the last axis of a batch',
      inputs: { a: { shape: [2, 3] }, b: { shape: [2, 1] } },
      batched: ['a', 'b'],
      build: (graph, inputs) => [concat(graph, inputs, 1)],
      outputShapes: [[2, 4]],
    },
  ],
  BroadcastTo: [
    {
      name: 'a value a row to an image',
      inputs: { x: { shape: [1, 3, 1] } },
      build: (graph, [x]) => (x ? [graph.tensor('BroadcastTo', [x, ints(graph, [2, 3, 4])], {})] : []),
      outputShapes: [[2, 3, 4]],
    },
  ],
}
