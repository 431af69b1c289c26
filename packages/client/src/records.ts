import { crc32 } from 'node:zlib'

/** A record of the spool; docs/spool.md describes each type. */
export type SpoolRecord = { readonly type: string } & Readonly<Record<string, unknown>>

export const FORMAT_VERSION = 1

/** A request may have 1 MiB; what is larger than this could never be sent. */
export const LARGEST_RECORD = 768 * 1024

/** A record as one line: a CRC-32 in eight hexadecimal digits, a space, JSON, a line feed. */
export function encodeRecord(record: SpoolRecord): Buffer {
  const text = Buffer.from(JSON.stringify(record))
  const checksum = crc32(text).toString(16).padStart(8, '0')
  return Buffer.concat([Buffer.from(`${checksum} `), text, Buffer.from('\n')])
}

/** The record of a line without its line feed; null for a torn or damaged one. */
export function decodeRecord(line: Buffer): SpoolRecord | null {
  const checksum = line.toString('latin1', 0, 8)
  if (!/^[\da-f]{8}$/.test(checksum) || line[8] !== 0x20) return null
  const text = line.subarray(9)
  if (crc32(text) !== Number.parseInt(checksum, 16)) return null
  try {
    const record: unknown = JSON.parse(text.toString())
    return isRecord(record) ? record : null
  } catch {
    return null
  }
}

const isRecord = (value: unknown): value is SpoolRecord =>
  typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string'
