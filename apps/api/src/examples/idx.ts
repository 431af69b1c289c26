import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'

const unzip = promisify(gunzip)
const UNSIGNED_BYTES = 0x08

/** A tensor of bytes with its sizes, outermost first. */
export type IdxBytes = { readonly sizes: readonly number[]; readonly data: Uint8Array }

/**
 * Reads a gzipped IDX file of unsigned bytes, the format of the MNIST family: two zero bytes, the type, the number of
 * axes, one big-endian size an axis, then the values.
 * @throws Error that names the file when it is missing, of another type, or shorter or longer than its header says.
 */
export async function readIdx(path: string): Promise<IdxBytes> {
  const bytes = await unzip(await readFile(path))
  if (bytes.length < 4 || bytes.readUInt16BE(0) !== 0 || bytes[2] !== UNSIGNED_BYTES)
    throw new Error(`${path} is not an IDX file of unsigned bytes`)
  const axes = bytes.readUInt8(3)
  const start = 4 + 4 * axes
  if (bytes.length < start) throw new Error(`${path} ends within its header`)
  const sizes = Array.from({ length: axes }, (_, axis) => bytes.readUInt32BE(4 + 4 * axis))
  const expected = start + sizes.reduce((product, size) => product * size, 1)
  if (bytes.length !== expected)
    throw new Error(`${path} has ${bytes.length} bytes, its header promises ${expected}`)
  return { sizes, data: bytes.subarray(start) }
}
