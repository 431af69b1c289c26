import { createHash, type Hash } from 'node:crypto'
import { LENGTH_BYTES } from './safetensors.ts'

/** Written and read by this program; a later one that changes anything below raises it. */
const FORMAT = 'atelier-checkpoint 1'
const DIGEST_LENGTH = 64

/** How the metadata begins, so that format and checksum lie at known places of the file. */
export const withPlaceForDigest = (metadata: Readonly<Record<string, string>>): Record<string, string> => ({
  format: FORMAT,
  sha256: '0'.repeat(DIGEST_LENGTH),
  ...metadata,
})

const FAMILY = '{"__metadata__":{"format":"atelier-checkpoint '
const BEGINNING = `{"__metadata__":{"format":"${FORMAT}","sha256":"`
const DIGEST_AT = LENGTH_BYTES + BEGINNING.length
/** Length of the shortest file that can be a checkpoint. */
const SHORTEST = DIGEST_AT + DIGEST_LENGTH

/** SHA-256 over a whole file with its digest's own place filled with zeros; the file may come in parts. */
class Digest {
  readonly #hash: Hash = createHash('sha256')

  add(bytes: Uint8Array): this {
    // OpenSSL takes at most 2 GiB at once.
    for (let from = 0; from < bytes.length; from += 2 ** 30)
      this.#hash.update(bytes.subarray(from, from + 2 ** 30))
    return this
  }

  hex(): string {
    return this.#hash.digest('hex')
  }
}

const write = (text: string, bytes: Uint8Array, at: number): void => {
  new TextEncoder().encodeInto(text, bytes.subarray(at, at + text.length))
}

/** Puts the checksum into the first part of a file that was made with a place for it. */
export function sign(parts: readonly Uint8Array[]): void {
  const digest = new Digest()
  for (const part of parts) digest.add(part)
  const [header] = parts
  if (header) write(digest.hex(), header, DIGEST_AT)
}

/** Checks format and checksum of a whole file. @throws Error with the reason why it is no checkpoint */
export function verify(file: Uint8Array): void {
  if (file.length === 0) throw new Error('it is empty')
  const text = (from: number, to: number): string => new TextDecoder().decode(file.subarray(from, to))
  if (file.length < SHORTEST) throw new Error('it is cut short')
  const beginning = text(LENGTH_BYTES, DIGEST_AT)
  if (!beginning.startsWith(FAMILY)) throw new Error('it was not written by Atelier')
  if (beginning !== BEGINNING) throw new Error(`it has another format than "${FORMAT}"`)
  const stored = text(DIGEST_AT, SHORTEST)
  const zeros = new Uint8Array(DIGEST_LENGTH).fill('0'.charCodeAt(0))
  const computed = new Digest().add(file.subarray(0, DIGEST_AT)).add(zeros).add(file.subarray(SHORTEST)).hex()
  if (computed !== stored) throw new Error('its checksum does not fit: it is damaged or cut short')
}
