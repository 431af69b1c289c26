import { z } from 'zod'
import type { Values } from '../runtime/session.ts'

/**
 * The safetensors format: 8 bytes with the header's length (little-endian), the header as JSON, then the tensors'
 * little-endian bytes one after the other. Source: the format section of the safetensors project's README.
 */
export type Tensors = ReadonlyMap<string, { readonly shape: readonly number[]; readonly values: Values }>

export const LENGTH_BYTES = 8
/** Tensors start at a multiple of it, so that they can be read in place. */
const ALIGNMENT = 8

const arrays = { F32: Float32Array, I32: Int32Array, U8: Uint8Array } as const
type DType = keyof typeof arrays

const dtypeOf = (values: Values): DType =>
  values instanceof Float32Array ? 'F32' : values instanceof Int32Array ? 'I32' : 'U8'

/** A whole file in parts that share memory with the tensors. Widest elements come first: so each lies aligned. */
export function encode(metadata: Readonly<Record<string, string>>, tensors: Tensors): Uint8Array[] {
  const width = ({ values }: { readonly values: Values }): number => values.BYTES_PER_ELEMENT
  const ordered = [...tensors].sort(([, a], [, b]) => width(b) - width(a))
  let end = 0
  const entries = ordered.map(([name, { shape, values }]) => {
    const start = end
    end += values.byteLength
    return [name, { dtype: dtypeOf(values), shape, data_offsets: [start, end] }] as const
  })
  const header = { __metadata__: metadata, ...Object.fromEntries(entries) }
  const json = new TextEncoder().encode(JSON.stringify(header))
  const length = Math.ceil(json.length / ALIGNMENT) * ALIGNMENT
  const bytes = new Uint8Array(LENGTH_BYTES + length).fill(0x20)
  new DataView(bytes.buffer).setBigUint64(0, BigInt(length), true)
  bytes.set(json, LENGTH_BYTES)
  return [bytes, ...ordered.map(([, { values }]) => bytesOf(values))]
}

const bytesOf = ({ buffer, byteOffset, byteLength }: Values): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength)

const dtypes = z.enum(['F32', 'I32', 'U8'])
const entry = z.strictObject({
  dtype: dtypes,
  shape: z.array(z.int().min(0)),
  data_offsets: z.tuple([z.int().min(0), z.int().min(0)]),
})
const header = z.object({ __metadata__: z.record(z.string(), z.string()) }).catchall(entry)

/**
 * Metadata and tensors of a whole file. The tensors are views on its bytes.
 * @throws Error with the reason when the bytes are not such a file
 */
export function decode(file: Uint8Array<ArrayBuffer>): {
  metadata: Readonly<Record<string, string>>
  tensors: Tensors
} {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength)
  const length = file.length < LENGTH_BYTES ? Number.POSITIVE_INFINITY : Number(view.getBigUint64(0, true))
  const start = LENGTH_BYTES + length
  if (start > file.length) throw new Error('its header is cut short')
  const text = new TextDecoder().decode(file.subarray(LENGTH_BYTES, start))
  const { __metadata__: metadata, ...entries } = header.parse(JSON.parse(text))
  const tensors = new Map(
    Object.entries(entries).map(
      ([
        name,
        {
          dtype,
          shape,
          data_offsets: [from, to],
        },
      ]) => {
        const { BYTES_PER_ELEMENT: bytes } = arrays[dtype]
        const count = shape.reduce((product, size) => product * size, 1)
        if (to - from !== count * bytes || start + to > file.length)
          throw new Error(`its tensor "${name}" does not fit`)
        return [
          name,
          { shape, values: new arrays[dtype](file.buffer, file.byteOffset + start + from, count) },
        ]
      },
    ),
  )
  return { metadata, tensors }
}
