import type { Dim, DType } from './dtype.ts'

/** Values of TensorFlow's attribute kinds. */
type AttributeValues = {
  bool: boolean
  int: number
  float: number
  string: string
  ints: readonly number[]
  dtype: DType
  shape: readonly Dim[]
  constant: Constant
}
export type AttributeKind = keyof AttributeValues

/** A constant's content: numbers in row-major order; one number may stand for all of them. */
export type Constant = {
  readonly dtype: DType
  readonly shape: readonly number[]
  readonly values: readonly number[]
}

type OpSignature = {
  /** Attributes that the layers choose. */
  readonly attributes: Readonly<Record<string, AttributeKind>>
  /** Attributes that hold the element type of the input with this index. */
  readonly types: Readonly<Record<string, number>>
  /** Has an effect beside its outputs, so equal nodes are not the same node. */
  readonly stateful?: true
}

const op = <const A extends Record<string, AttributeKind>>(
  types: Record<string, number>,
  attributes: A,
): { attributes: A; types: Record<string, number> } => ({ types, attributes })

const stateful = <const A extends Record<string, AttributeKind>>(
  types: Record<string, number>,
  attributes: A,
): { attributes: A; types: Record<string, number>; stateful: true } => ({ types, attributes, stateful: true })

const convolution = { strides: 'ints', padding: 'string' } as const
const pooling = { ksize: 'ints', strides: 'ints', padding: 'string' } as const
const reduction = { keep_dims: 'bool' } as const
const batchNorm = { epsilon: 'float', is_training: 'bool', data_format: 'string' } as const

/**
 * TensorFlow's ops that the compiler emits, by TensorFlow's names, with their attributes.
 * A new op is one line here; the type checker then asks for its shape rule and its gradient rule.
 */
export const ops = {
  // sources and state
  Placeholder: stateful({}, { dtype: 'dtype', shape: 'shape' }),
  DecodeRaw: op({}, { out_type: 'dtype' }),
  Const: op({}, { dtype: 'dtype', value: 'constant' }),
  VarHandleOp: stateful({}, { dtype: 'dtype', shape: 'shape', shared_name: 'string' }),
  ReadVariableOp: stateful({}, { dtype: 'dtype' }),
  AssignVariableOp: stateful({ dtype: 1 }, {}),
  ResourceGather: stateful({ Tindices: 1 }, { dtype: 'dtype' }),
  ResourceApplyAdam: stateful({ T: 9 }, { use_nesterov: 'bool' }),
  ResourceApplyGradientDescent: stateful({ T: 2 }, {}),
  ResourceApplyKerasMomentum: stateful({ T: 3 }, { use_nesterov: 'bool' }),
  ResourceApplyRMSProp: stateful({ T: 7 }, {}),
  ResourceApplyCenteredRMSProp: stateful({ T: 8 }, {}),
  Identity: op({ T: 0 }, {}),
  StopGradient: op({ T: 0 }, {}),
  NoOp: stateful({}, {}),
  // element by element
  AddV2: op({ T: 0 }, {}),
  Sub: op({ T: 0 }, {}),
  Mul: op({ T: 0 }, {}),
  RealDiv: op({ T: 0 }, {}),
  Pow: op({ T: 0 }, {}),
  Neg: op({ T: 0 }, {}),
  Square: op({ T: 0 }, {}),
  Sqrt: op({ T: 0 }, {}),
  Rsqrt: op({ T: 0 }, {}),
  Exp: op({ T: 0 }, {}),
  Erf: op({ T: 0 }, {}),
  Relu: op({ T: 0 }, {}),
  ReluGrad: op({ T: 0 }, {}),
  Sigmoid: op({ T: 0 }, {}),
  SigmoidGrad: op({ T: 0 }, {}),
  Sin: op({ T: 0 }, {}),
  Cos: op({ T: 0 }, {}),
  Tanh: op({ T: 0 }, {}),
  TanhGrad: op({ T: 0 }, {}),
  Elu: op({ T: 0 }, {}),
  EluGrad: op({ T: 0 }, {}),
  LeakyRelu: op({ T: 0 }, { alpha: 'float' }),
  LeakyReluGrad: op({ T: 0 }, { alpha: 'float' }),
  Softplus: op({ T: 0 }, {}),
  SoftplusGrad: op({ T: 0 }, {}),
  Maximum: op({ T: 0 }, {}),
  Minimum: op({ T: 0 }, {}),
  Equal: op({ T: 0 }, {}),
  GreaterEqual: op({ T: 0 }, {}),
  Abs: op({ T: 0 }, {}),
  IsFinite: op({ T: 0 }, {}),
  SelectV2: op({ T: 1 }, {}),
  Cast: op({ SrcT: 0 }, { DstT: 'dtype' }),
  // the same bytes, read as smaller numbers
  Bitcast: op({ T: 0 }, { type: 'dtype' }),
  // products
  MatMul: op({ T: 0 }, { transpose_a: 'bool', transpose_b: 'bool' }),
  BatchMatMulV2: op({ T: 0 }, { adj_x: 'bool', adj_y: 'bool' }),
  BiasAdd: op({ T: 0 }, {}),
  BiasAddGrad: op({ T: 0 }, {}),
  Conv2D: op({ T: 0 }, convolution),
  Conv2DBackpropInput: op({ T: 1 }, convolution),
  Conv2DBackpropFilter: op({ T: 0 }, convolution),
  DepthwiseConv2dNative: op({ T: 0 }, convolution),
  DepthwiseConv2dNativeBackpropInput: op({ T: 1 }, convolution),
  DepthwiseConv2dNativeBackpropFilter: op({ T: 0 }, convolution),
  MaxPool: op({ T: 0 }, pooling),
  MaxPoolGrad: op({ T: 0 }, pooling),
  AvgPool: op({ T: 0 }, pooling),
  AvgPoolGrad: op({ T: 1 }, pooling),
  // normalisation and loss
  FusedBatchNormV3: op({ T: 0, U: 1 }, batchNorm),
  FusedBatchNormGradV3: op({ T: 0, U: 3 }, batchNorm),
  Softmax: op({ T: 0 }, {}),
  SparseSoftmaxCrossEntropyWithLogits: op({ T: 0, Tlabels: 1 }, {}),
  SoftmaxCrossEntropyWithLogits: op({ T: 0 }, {}),
  // reductions
  Sum: op({ T: 0, Tidx: 1 }, reduction),
  Mean: op({ T: 0, Tidx: 1 }, reduction),
  Max: op({ T: 0, Tidx: 1 }, reduction),
  ArgMax: op({ T: 0, Tidx: 1 }, { output_type: 'dtype' }),
  Min: op({ T: 0, Tidx: 1 }, reduction),
  // values, range, count of bins
  HistogramFixedWidth: op({ T: 0 }, { dtype: 'dtype' }),
  // shapes
  Shape: op({ T: 0 }, { out_type: 'dtype' }),
  Size: op({ T: 0 }, { out_type: 'dtype' }),
  Reshape: op({ T: 0, Tshape: 1 }, {}),
  Transpose: op({ T: 0, Tperm: 1 }, {}),
  Pack: op({ T: 0 }, { N: 'int', axis: 'int' }),
  Unpack: op({ T: 0 }, { num: 'int', axis: 'int' }),
  SplitV: op({ T: 0, Tlen: 1 }, { num_split: 'int' }),
  ConcatV2: op({ T: 0 }, { N: 'int', Tidx: 'dtype' }),
  Slice: op({ T: 0, Index: 1 }, {}),
  Pad: op({ T: 0, Tpaddings: 1 }, {}),
  BroadcastTo: op({ T: 0, Tidx: 1 }, {}),
  // images
  ImageProjectiveTransformV3: op({ dtype: 0 }, { interpolation: 'string', fill_mode: 'string' }),
  // random numbers, a pure function of their seed
  StatelessRandomUniform: op({ T: 0, Tseed: 1 }, { dtype: 'dtype' }),
  StatelessRandomUniformFullInt: op({ T: 0, Tseed: 1 }, { dtype: 'dtype' }),
} as const satisfies Record<string, OpSignature>

export type OpName = keyof typeof ops

/** The attributes of one op, as TypeScript values. */
export type Attributes<K extends OpName> = {
  readonly [A in keyof (typeof ops)[K]['attributes']]: (typeof ops)[K]['attributes'][A] extends AttributeKind
    ? AttributeValues[(typeof ops)[K]['attributes'][A]]
    : never
}
