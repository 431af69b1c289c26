/** TensorFlow's element types that the compiler uses, with their number in the protobuf enum `DataType`. */
export const DTYPE_CODES = {
  float32: 1,
  int32: 3,
  uint8: 4,
  int16: 5,
  string: 7,
  int64: 9,
  bool: 10,
  bfloat16: 14,
  resource: 20,
} as const

export type DType = keyof typeof DTYPE_CODES

export const isFloat = (dtype: DType): boolean => dtype === 'float32' || dtype === 'bfloat16'

/** One axis of a tensor in the graph; null is the batch axis, whose size is known only when the graph runs. */
export type Dim = number | null
export type TensorShape = readonly Dim[]

/** `[null, 28, 28, 1]` as `?x28x28x1`; a scalar as `scalar`. */
export const formatTensorShape = (shape: TensorShape): string =>
  shape.length === 0 ? 'scalar' : shape.map((dim) => dim ?? '?').join('x')

/** Whether two shapes agree in every axis. */
export const sameShape = (a: TensorShape, b: TensorShape): boolean =>
  a.length === b.length && a.every((entry, axis) => entry === b[axis])

/** NumPy's broadcasting; the batch axis fits itself and 1. */
export function broadcastShapes(a: TensorShape, b: TensorShape): TensorShape | undefined {
  const rank = Math.max(a.length, b.length)
  const at = (shape: TensorShape, axis: number): Dim => {
    const entry = shape[axis - (rank - shape.length)]
    return entry === undefined ? 1 : entry
  }
  const result: Dim[] = []
  for (let axis = 0; axis < rank; axis++) {
    const [x, y] = [at(a, axis), at(b, axis)]
    if (x !== y && x !== 1 && y !== 1) return undefined
    result.push(x === 1 ? y : x)
  }
  return result
}
