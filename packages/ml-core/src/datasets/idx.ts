import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'

/** Unsigned bytes with their shape, as LeCun's IDX format holds them: `[60000, 28, 28]` images or `[60000]` labels. */
export type IdxArray = { readonly shape: readonly number[]; readonly data: Uint8Array }

const UNSIGNED_BYTE = 0x08
/** Four times the largest file of the MNIST family: a small archive cannot unpack into all memory. */
const LARGEST_UNPACKED = 256 * 1024 * 1024

/**
 * Reads an IDX file of unsigned bytes, gzipped or not. Format: yann.lecun.com/exdb/mnist: two zero bytes, the element
 * type, the number of axes, their sizes as big-endian int32, then the bytes.
 * @throws Error that names the file when it is not such a file or is cut short
 */
export async function readIdx(file: string): Promise<IdxArray> {
  const bytes = await unpack(file)
  const fail = (reason: string): never => {
    throw new Error(`${file} is not a usable IDX file: ${reason}`)
  }
  if (bytes.length < 4 || bytes[0] !== 0 || bytes[1] !== 0)
    return fail('it does not start with an IDX header')
  if (bytes[2] !== UNSIGNED_BYTE) return fail('its elements are not unsigned bytes')
  const rank = bytes[3] ?? 0
  const start = 4 + 4 * rank
  if (rank === 0 || bytes.length < start) return fail('its header is cut short')
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const shape = Array.from({ length: rank }, (_, axis) => view.getUint32(4 + 4 * axis))
  const size = shape.reduce((product, dim) => product * dim, 1)
  if (bytes.length - start !== size)
    return fail(`its header promises ${size} bytes (${shape.join('x')}), it holds ${bytes.length - start}`)
  return { shape, data: bytes.subarray(start) }
}

async function unpack(file: string): Promise<Uint8Array> {
  const raw = await readFile(file)
  if (!(raw[0] === 0x1f && raw[1] === 0x8b)) return raw
  try {
    return await promisify(gunzip)(raw, { maxOutputLength: LARGEST_UNPACKED })
  } catch (error) {
    throw new Error(`${file} cannot be unpacked: ${error instanceof Error ? error.message : String(error)}`)
  }
}
