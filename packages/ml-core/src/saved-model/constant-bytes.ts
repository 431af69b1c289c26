import type { Constant } from '../graph/ops.ts'

/** A constant's content as TensorFlow stores it: row-major, little-endian. */
export function constantBytes({ dtype, shape, values }: Constant): Uint8Array {
  const size = shape.reduce((product, dim) => product * dim, 1)
  const full = values.length === size ? values : new Array<number>(size).fill(values[0] ?? 0)
  switch (dtype) {
    case 'float32':
      return bytesOf(Float32Array.from(full))
    case 'bfloat16':
      return bytesOf(Uint16Array.from(full, toBfloat16))
    case 'int16':
      return bytesOf(Int16Array.from(full))
    case 'int32':
      return bytesOf(Int32Array.from(full))
    case 'int64':
      return bytesOf(BigInt64Array.from(full, BigInt))
    case 'uint8':
    case 'bool':
      return Uint8Array.from(full)
    case 'resource':
    case 'string':
      throw new Error(`a ${dtype} cannot be a constant`)
  }
}

const bytesOf = (array: Float32Array | Int16Array | Uint16Array | Int32Array | BigInt64Array): Uint8Array =>
  new Uint8Array(array.buffer, array.byteOffset, array.byteLength)

/** The upper half of a float32, rounded to the nearest, ties to even: what TensorFlow's own conversion gives. */
function toBfloat16(value: number): number {
  const bits = new Uint32Array(Float32Array.of(value).buffer)[0] ?? 0
  return ((bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16) & 0xffff
}
