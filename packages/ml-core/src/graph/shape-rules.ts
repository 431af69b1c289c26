import {
  broadcastShapes,
  type Dim,
  type DType,
  formatTensorShape,
  sameShape,
  type TensorShape,
} from './dtype.ts'
import type { OutputType, Tensor } from './graph.ts'
import type { Attributes, OpName } from './ops.ts'
import { constantValues, dim, type Fail, size, take, targetShape } from './rule-inputs.ts'
import {
  applied,
  assign,
  broadcasting,
  comparison,
  convolved,
  elementwise,
  floating,
  floatingPair,
  pooled,
  reducing,
  same,
  stacked,
} from './shared-shape-rules.ts'

/** Says what a node gives for its inputs. */
type ShapeRule<K extends OpName> = (
  inputs: readonly Tensor[],
  attributes: Attributes<K>,
  fail: Fail,
) => readonly OutputType[]

/** What each op gives: a total table, so a new op without a rule does not compile. */
export const shapeRules: { readonly [K in OpName]: ShapeRule<K> } = {
  Placeholder: (_, { dtype, shape }) => [{ dtype, shape }],
  DecodeRaw: (inputs, { out_type }, fail) => [
    { dtype: out_type, shape: [...take(inputs, 1, fail)[0].shape, null] },
  ],
  Const: (_, { value }, fail) => {
    const size = value.shape.reduce((product, dim) => product * dim, 1)
    if (value.values.length !== size && value.values.length !== 1)
      fail(`${value.values.length} numbers do not fill ${formatTensorShape(value.shape)}`)
    return [{ dtype: value.dtype, shape: value.shape }]
  },
  VarHandleOp: (_, { shape }) => [{ dtype: 'resource', shape }],
  ReadVariableOp: (inputs, { dtype }, fail) => [{ dtype, shape: take(inputs, 1, fail)[0].shape }],
  AssignVariableOp: (inputs, _, fail) => assign(inputs, fail),
  ResourceGather: (inputs, { dtype }, fail) => {
    const [resource, indices] = take(inputs, 2, fail)
    return [{ dtype, shape: [...indices.shape, ...resource.shape.slice(1)] }]
  },
  // var, m, v, beta1_power, beta2_power, lr, beta1, beta2, epsilon, grad
  ResourceApplyAdam: (inputs, _, fail) => {
    const [variable, m, v, , , , , , , gradient] = take(inputs, 10, fail)
    return applied(variable, [m, v, gradient], fail)
  },
  // var, alpha, delta
  ResourceApplyGradientDescent: (inputs, _, fail) => {
    const [variable, , delta] = take(inputs, 3, fail)
    return applied(variable, [delta], fail)
  },
  // var, accum, lr, grad, momentum
  ResourceApplyKerasMomentum: (inputs, _, fail) => {
    const [variable, accumulated, , gradient] = take(inputs, 5, fail)
    return applied(variable, [accumulated, gradient], fail)
  },
  // var, ms, mom, lr, rho, momentum, epsilon, grad
  ResourceApplyRMSProp: (inputs, _, fail) => {
    const [variable, square, momentum, , , , , gradient] = take(inputs, 8, fail)
    return applied(variable, [square, momentum, gradient], fail)
  },
  // var, mg, ms, mom, lr, rho, momentum, epsilon, grad
  ResourceApplyCenteredRMSProp: (inputs, _, fail) => {
    const [variable, mean, square, momentum, , , , , gradient] = take(inputs, 9, fail)
    return applied(variable, [mean, square, momentum, gradient], fail)
  },
  Identity: (inputs, _, fail) => same(inputs, fail),
  StopGradient: (inputs, _, fail) => same(inputs, fail),
  NoOp: () => [],
  AddV2: broadcasting,
  Sub: broadcasting,
  Mul: broadcasting,
  RealDiv: broadcasting,
  Pow: broadcasting,
  Neg: elementwise,
  Square: elementwise,
  Sqrt: floating,
  Rsqrt: floating,
  Exp: floating,
  Erf: floating,
  Relu: floating,
  ReluGrad: floatingPair,
  Sigmoid: floating,
  SigmoidGrad: floatingPair,
  Sin: floating,
  Cos: floating,
  Tanh: floating,
  TanhGrad: floatingPair,
  Elu: floating,
  EluGrad: floatingPair,
  LeakyRelu: floating,
  LeakyReluGrad: floatingPair,
  Softplus: floating,
  SoftplusGrad: floatingPair,
  Maximum: broadcasting,
  Minimum: broadcasting,
  Equal: comparison,
  GreaterEqual: comparison,
  Abs: floating,
  IsFinite: (inputs, attributes, fail) =>
    floating(inputs, attributes, fail).map(({ shape }) => ({ dtype: 'bool' as const, shape })),
  // condition ? a : b
  SelectV2: (inputs, attributes, fail) => {
    const [condition, a, b] = take(inputs, 3, fail)
    if (condition.dtype !== 'bool') fail('the condition must be bool')
    const [either] = broadcasting([a, b], attributes, fail)
    const shape = either && broadcastShapes(condition.shape, either.shape)
    return [{ dtype: a.dtype, shape: shape ?? fail('the shapes do not broadcast') }]
  },
  Cast: (inputs, { DstT }, fail) => [{ dtype: DstT, shape: take(inputs, 1, fail)[0].shape }],
  Bitcast: (inputs, { type }, fail) => {
    const [x] = take(inputs, 1, fail)
    if (x.dtype !== 'int32' || type !== 'int16') fail('only int32 is read as int16')
    return [{ dtype: type, shape: [...x.shape, 2] }]
  },
  MatMul: (inputs, { transpose_a, transpose_b }, fail) => {
    const [a, b] = take(inputs, 2, fail)
    if (a.dtype !== b.dtype) fail('the factors must have one element type')
    if (a.shape.length !== 2 || b.shape.length !== 2) fail('the factors must be matrices')
    const [rows, inner] = matrixOf(a, transpose_a)
    const [innerB, columns] = matrixOf(b, transpose_b)
    if (inner !== innerB) fail(`inner sizes ${inner ?? '?'} and ${innerB ?? '?'} differ`)
    return [{ dtype: a.dtype, shape: [rows, columns] }]
  },
  // matrices stand in the last two axes; those before broadcast
  BatchMatMulV2: (inputs, { adj_x, adj_y }, fail) => {
    const [x, y] = take(inputs, 2, fail)
    if (x.dtype !== y.dtype) fail('the factors must have one element type')
    if (x.shape.length < 2 || y.shape.length < 2) fail('the factors must be matrices')
    const [rows, inner] = matrixOf(x, adj_x)
    const [innerY, columns] = matrixOf(y, adj_y)
    if (inner !== innerY) fail(`inner sizes ${inner ?? '?'} and ${innerY ?? '?'} differ`)
    const batch = broadcastShapes(x.shape.slice(0, -2), y.shape.slice(0, -2))
    return [
      { dtype: x.dtype, shape: [...(batch ?? fail('the axes before do not broadcast')), rows, columns] },
    ]
  },
  BiasAdd: (inputs, _, fail) => {
    const [x, bias] = take(inputs, 2, fail)
    if (bias.shape.length !== 1 || x.shape.at(-1) !== bias.shape[0])
      fail('the bias must be a vector over the last axis')
    return [{ dtype: x.dtype, shape: x.shape }]
  },
  BiasAddGrad: (inputs, _, fail) => {
    const [gradient] = take(inputs, 1, fail)
    return [{ dtype: gradient.dtype, shape: [gradient.shape.at(-1) ?? null] }]
  },
  Conv2D: (inputs, attributes, fail) => {
    const { x, kernel, height, width } = convolved(inputs, attributes, fail)
    return [{ dtype: x.dtype, shape: [dim(x, 0), height, width, dim(kernel, 3)] }]
  },
  Conv2DBackpropInput: (inputs, _, fail) => {
    const [sizes, , gradient] = take(inputs, 3, fail)
    return [{ dtype: gradient.dtype, shape: targetShape(sizes, fail) }]
  },
  Conv2DBackpropFilter: (inputs, _, fail) => {
    const [x, sizes] = take(inputs, 3, fail)
    return [{ dtype: x.dtype, shape: constantValues(sizes, fail) }]
  },
  // the kernel holds `multiplier` windows for each channel: channel c gives the outputs c * multiplier and following
  DepthwiseConv2dNative: (inputs, attributes, fail) => {
    const { x, kernel, height, width } = convolved(inputs, attributes, fail)
    const channels = size(kernel, 2, fail) * size(kernel, 3, fail)
    return [{ dtype: x.dtype, shape: [dim(x, 0), height, width, channels] }]
  },
  DepthwiseConv2dNativeBackpropInput: (inputs, _, fail) => {
    const [sizes, , gradient] = take(inputs, 3, fail)
    return [{ dtype: gradient.dtype, shape: targetShape(sizes, fail) }]
  },
  DepthwiseConv2dNativeBackpropFilter: (inputs, _, fail) => {
    const [x, sizes] = take(inputs, 3, fail)
    return [{ dtype: x.dtype, shape: constantValues(sizes, fail) }]
  },
  MaxPool: pooled,
  MaxPoolGrad: (inputs, _, fail) => {
    const [x] = take(inputs, 3, fail)
    return [{ dtype: x.dtype, shape: x.shape }]
  },
  AvgPool: pooled,
  AvgPoolGrad: (inputs, _, fail) => {
    const [sizes, gradient] = take(inputs, 2, fail)
    return [{ dtype: gradient.dtype, shape: targetShape(sizes, fail) }]
  },
  FusedBatchNormV3: (inputs, _, fail) => {
    const [x, scale] = take(inputs, 5, fail)
    if (x.shape.length !== 4) fail('the input must have four axes')
    if (scale.shape.length !== 1 || scale.shape[0] !== dim(x, 3))
      fail('scale must be a vector over the channels')
    const statistic = { dtype: scale.dtype, shape: scale.shape }
    const reserved = { dtype: scale.dtype, shape: [null] }
    return [{ dtype: x.dtype, shape: x.shape }, statistic, statistic, statistic, statistic, reserved]
  },
  FusedBatchNormGradV3: (inputs, _, fail) => {
    const [, x, scale] = take(inputs, 6, fail)
    const statistic = { dtype: 'float32' as const, shape: scale.shape }
    const reserved = { dtype: 'float32' as const, shape: [null] }
    return [{ dtype: x.dtype, shape: x.shape }, statistic, statistic, reserved, reserved]
  },
  Softmax: floating,
  SparseSoftmaxCrossEntropyWithLogits: (inputs, _, fail) => {
    const [logits, labels] = take(inputs, 2, fail)
    if (logits.shape.length !== 2 || labels.shape.length !== 1)
      fail('logits must be a matrix and labels a vector')
    return [
      { dtype: logits.dtype, shape: labels.shape },
      { dtype: logits.dtype, shape: logits.shape },
    ]
  },
  SoftmaxCrossEntropyWithLogits: (inputs, _, fail) => {
    const [logits, labels] = take(inputs, 2, fail)
    if (logits.shape.length !== 2 || !sameShape(logits.shape, labels.shape))
      fail('logits and labels must be matrices of one shape')
    return [
      { dtype: logits.dtype, shape: logits.shape.slice(0, 1) },
      { dtype: logits.dtype, shape: logits.shape },
    ]
  },
  Sum: reducing,
  Mean: reducing,
  Max: reducing,
  Min: reducing,
  HistogramFixedWidth: (inputs, { dtype }, fail) => {
    const [values, range, count] = take(inputs, 3, fail)
    if (range.dtype !== values.dtype || !sameShape(range.shape, [2]))
      fail('the range must be the lowest and the highest value')
    const [bins = 0] = constantValues(count, fail)
    return [{ dtype, shape: [bins] }]
  },
  ArgMax: (inputs, { output_type }, fail) => {
    const [x, axis] = take(inputs, 2, fail)
    const [at = 0] = constantValues(axis, fail)
    return [{ dtype: output_type, shape: x.shape.filter((_size, index) => index !== at) }]
  },
  Shape: (inputs, { out_type }, fail) => [
    { dtype: out_type, shape: [take(inputs, 1, fail)[0].shape.length] },
  ],
  Size: (_, { out_type }) => [{ dtype: out_type, shape: [] }],
  Reshape: (inputs, _, fail) => {
    const [x, target] = take(inputs, 2, fail)
    const shape = targetShape(target, fail)
    const known = (dims: TensorShape) => dims.reduce<number>((product, entry) => product * (entry ?? 1), 1)
    const [from, to] = [known(x.shape), known(shape)]
    const [fromOpen, toOpen] = [x.shape.includes(null), shape.includes(null)]
    const fits = from === to || (fromOpen && to % from === 0) || (toOpen && from % to === 0)
    if (!fits) fail(`cannot become ${formatTensorShape(shape)}`)
    return [{ dtype: x.dtype, shape }]
  },
  Transpose: (inputs, _, fail) => {
    const [x, axes] = take(inputs, 2, fail)
    const order = constantValues(axes, fail)
    if (order.toSorted().join() !== x.shape.map((_size, axis) => axis).join())
      fail(`${order.join(', ')} is no order of its axes`)
    return [{ dtype: x.dtype, shape: order.map((axis) => dim(x, axis)) }]
  },
  Pack: (inputs, { axis }, fail) => {
    const { dtype, shape } = stacked(inputs, fail)
    return [{ dtype, shape: shape.toSpliced(axis, 0, inputs.length) }]
  },
  Unpack: (inputs, { num, axis }, fail) => {
    const [x] = take(inputs, 1, fail)
    if (x.shape[axis] !== num) fail(`axis ${axis} must have the size ${num}`)
    return Array.from({ length: num }, () => ({ dtype: x.dtype, shape: x.shape.toSpliced(axis, 1) }))
  },
  // x, sizes, axis
  SplitV: (inputs, { num_split }, fail) => {
    const [x, sizes, axes] = take(inputs, 3, fail)
    const [widths, [axis = 0]] = [constantValues(sizes, fail), constantValues(axes, fail)]
    const whole = widths.reduce((total, width) => total + width, 0)
    if (widths.length !== num_split || x.shape[axis] !== whole)
      fail(`axis ${axis} is not made of ${num_split} parts of ${widths.join(', ')}`)
    return widths.map((width) => ({ dtype: x.dtype, shape: x.shape.with(axis, width) }))
  },
  // the parts, axis
  ConcatV2: (inputs, { N }, fail) => {
    const [parts, axes] = [inputs.slice(0, N), inputs[N]]
    const [axis = 0] = axes ? constantValues(axes, fail) : fail('needs an axis')
    const { dtype, shape } = stacked(
      parts.map((part) => ({ ...part, shape: part.shape.with(axis, 0) })),
      fail,
    )
    const whole = parts.reduce((total, part) => total + size(part, axis, fail), 0)
    return [{ dtype, shape: shape.with(axis, whole) }]
  },
  // a size of -1 takes the rest of an axis
  Slice: (inputs, _, fail) => {
    const [x, begins, sizes] = take(inputs, 3, fail)
    const [from, count] = [constantValues(begins, fail), constantValues(sizes, fail)]
    const shape = x.shape.map((entry, axis) => {
      const [start, wanted] = [from[axis] ?? 0, count[axis] ?? -1]
      if (wanted === -1) return entry === null ? null : entry - start
      return entry === null || start + wanted > entry
        ? fail(`there is no ${start} to ${start + wanted} on axis ${axis}`)
        : wanted
    })
    return [{ dtype: x.dtype, shape }]
  },
  Pad: (inputs, _, fail) => {
    const [x, paddings] = take(inputs, 2, fail)
    const widths = constantValues(paddings, fail)
    const added = (axis: number) => (widths[2 * axis] ?? 0) + (widths[2 * axis + 1] ?? 0)
    const shape = x.shape.map((entry, axis) =>
      entry === null ? (added(axis) > 0 ? fail('the batch cannot be padded') : null) : entry + added(axis),
    )
    return [{ dtype: x.dtype, shape }]
  },
  BroadcastTo: (inputs, _, fail) => {
    const [x, target] = take(inputs, 2, fail)
    return [{ dtype: x.dtype, shape: targetShape(target, fail) }]
  },
  // images, one row of eight numbers an image, [height, width], the value of what lies outside
  ImageProjectiveTransformV3: (inputs, _, fail) => {
    const [images, transforms, sizes] = take(inputs, 4, fail)
    if (images.shape.length !== 4) fail('the images must have four axes')
    if (transforms.shape.length !== 2 || dim(transforms, 1) !== 8)
      fail('there must be eight numbers for every image')
    return [{ dtype: images.dtype, shape: [dim(images, 0), ...constantValues(sizes, fail), dim(images, 3)] }]
  },
  StatelessRandomUniform: (inputs, { dtype }, fail) => drawn(inputs, dtype, fail),
  StatelessRandomUniformFullInt: (inputs, { dtype }, fail) => drawn(inputs, dtype, fail),
}

const drawn = (inputs: readonly Tensor[], dtype: DType, fail: Fail): readonly OutputType[] => [
  { dtype, shape: targetShape(take(inputs, 2, fail)[0], fail) },
]

/** Rows and columns of the matrices in the last two axes. */
function matrixOf({ shape }: Tensor, transposed: boolean): readonly [Dim, Dim] {
  const [rows = null, columns = null] = shape.slice(-2)
  return transposed ? [columns, rows] : [rows, columns]
}
