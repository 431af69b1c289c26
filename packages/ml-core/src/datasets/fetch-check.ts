import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { hasCode } from '../has-code.ts'
import { messageOf } from '../message-of.ts'
import type { DatasetFile } from './fetch-files.ts'

/** The first thing that is wrong with the files in that folder, in one sentence; null when all are right. */
export async function findFault(folder: string, files: readonly DatasetFile[]): Promise<string | null> {
  for (const file of files) {
    const path = join(folder, file.name)
    const hash = createHash('sha256')
    let bytes = 0
    try {
      await pipeline(createReadStream(path), createGunzip(), async (chunks: AsyncIterable<Buffer>) => {
        for await (const chunk of chunks) {
          bytes += chunk.length
          if (bytes > file.bytes) return
          hash.update(chunk)
        }
      })
    } catch (error) {
      if (hasCode(error, 'ENOENT')) return `${path} is missing`
      return `${path} cannot be unpacked (${messageOf(error)})`
    }
    if (bytes !== file.bytes)
      return `${path} holds ${bytes > file.bytes ? 'more than' : `${bytes} bytes instead of`} ${file.bytes} bytes`
    const found = hash.digest('hex')
    if (found !== file.sha256) return `${path} has SHA-256 ${found}, not ${file.sha256}, when unpacked`
  }
  return null
}
