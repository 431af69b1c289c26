import { createHash } from 'node:crypto'

/** What is kept of a key. */
export const hashOfKey = (secret: string): Uint8Array<ArrayBuffer> =>
  new Uint8Array(createHash('sha256').update(secret).digest())
