import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'

const UNSIGNED_BYTE = 0x08
/** Bytes a chunk: large enough that a data set is some dozens of them. */
const CHUNK = 1024 * 1024

/**
 * Reads an IDX file of unsigned bytes, gzipped or not, straight to where it shall lie: unpacked on another thread, and
 * no copy of the whole in between. Format: yann.lecun.com/exdb/mnist: two zero bytes, the element type, the number of
 * axes, their sizes as big-endian int32, then the bytes.
 * @param place gives, for the shape that the header promises, where its bytes go; it may throw when that shape is wrong
 * @throws Error that names the file when it is not such a file or is cut short
 */
export async function readIdx(file: string, place: (shape: readonly number[]) => Uint8Array): Promise<void> {
  const reader = new IdxReader(file, place)
  const source = createReadStream(file, { highWaterMark: CHUNK })
  const consume = async (chunks: AsyncIterable<Buffer>): Promise<void> => {
    for await (const chunk of chunks) reader.take(chunk)
  }
  if (await isGzipped(file)) {
    await pipeline(source, createGunzip({ chunkSize: CHUNK }), consume).catch((error) => {
      if (!(error instanceof Error && 'code' in error && String(error.code).startsWith('Z_'))) throw error
      throw new Error(`${file} cannot be unpacked: ${error.message}`)
    })
  } else await pipeline(source, consume)
  reader.end()
}

async function isGzipped(file: string): Promise<boolean> {
  await using handle = await open(file)
  const { buffer } = await handle.read(Buffer.alloc(2), 0, 2)
  return buffer[0] === 0x1f && buffer[1] === 0x8b
}

/** Takes a file chunk by chunk: first its header, then what follows. */
class IdxReader {
  readonly #file: string
  readonly #place: (shape: readonly number[]) => Uint8Array
  #header: Buffer | undefined = Buffer.alloc(0)
  #shape: readonly number[] = []
  #target: Uint8Array = new Uint8Array()
  #received = 0

  constructor(file: string, place: (shape: readonly number[]) => Uint8Array) {
    this.#file = file
    this.#place = place
  }

  take(chunk: Buffer): void {
    if (this.#header) this.#readHeader(Buffer.concat([this.#header, chunk]))
    else this.#store(chunk)
  }

  #readHeader(bytes: Buffer): void {
    this.#header = bytes
    if (bytes.length < 4) return
    if (bytes[0] !== 0 || bytes[1] !== 0) throw this.#broken('it does not start with an IDX header')
    if (bytes[2] !== UNSIGNED_BYTE) throw this.#broken('its elements are not unsigned bytes')
    const rank = bytes[3] ?? 0
    if (bytes.length < 4 + 4 * rank) return
    this.#shape = Array.from({ length: rank }, (_, axis) => bytes.readUInt32BE(4 + 4 * axis))
    this.#target = this.#place(this.#shape)
    this.#header = undefined
    this.#store(bytes.subarray(4 + 4 * rank))
  }

  end(): void {
    if (this.#header) throw this.#broken('its header is cut short')
    if (this.#received < this.#target.length) throw this.#broken(this.#promise(`${this.#received}`))
  }

  #store(bytes: Buffer): void {
    if (this.#received + bytes.length > this.#target.length) throw this.#broken(this.#promise('more'))
    this.#target.set(bytes, this.#received)
    this.#received += bytes.length
  }

  #promise(held: string): string {
    return `its header promises ${this.#target.length} bytes (${this.#shape.join('x')}), it holds ${held}`
  }

  #broken(reason: string): Error {
    return new Error(`${this.#file} is not a usable IDX file: ${reason}`)
  }
}
