import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { Readable } from 'node:stream'
import { Disk } from 'flydrive'
import { FSDriver } from 'flydrive/drivers/fs'
import type { StorageAddress } from './storage-address.ts'

export type Stored = {
  readonly bytes: number
  /** 32 bytes. */
  readonly sha256: Uint8Array<ArrayBuffer>
}

/** Files by keys such as `artifacts/<run>/model.json`, wherever they lie. */
export type Storage = {
  /** Stores what streams in, `bytes` of it, and tells what was stored. A failed one leaves nothing to read. */
  put(key: string, content: AsyncIterable<Uint8Array>, about: About): Promise<Stored>
  /** What is stored under a key. @throws Error when there is nothing */
  read(key: string): Promise<Readable>
  /** Removes all whose keys begin so; nothing there is no failure. */
  removeAll(folder: string): Promise<void>
}

type About = { readonly bytes: number; readonly contentType: string }

/**
 * Opens a storage. One in S3 is reached with the usual variables: AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_REGION,
 * and AWS_ENDPOINT_URL for a server that is not Amazon's.
 */
export async function openStorage(address: StorageAddress): Promise<Storage> {
  const disk = new Disk(await driverOf(address))
  const prefix = address.kind === 's3' && address.prefix !== '' ? `${address.prefix}/` : ''
  return {
    async put(key, content, { bytes, contentType }) {
      const hash = createHash('sha256')
      let seen = 0
      async function* counted() {
        for await (const chunk of content) {
          hash.update(chunk)
          seen += chunk.length
          yield chunk
        }
      }
      const options = { contentLength: bytes, contentType }
      try {
        await disk.putStream(prefix + key, Readable.from(counted(), { objectMode: false }), options)
        if (seen !== bytes) throw new Error(`${key} was to have ${bytes} bytes and has ${seen}`)
      } catch (error) {
        await disk.delete(prefix + key).catch(() => {})
        throw error
      }
      return { bytes, sha256: Uint8Array.from(hash.digest()) }
    },
    async read(key) {
      const content = await disk.getStream(prefix + key)
      // A folder's stream is opened later than it is made.
      await once(content, 'readable')
      return content
    },
    removeAll: (folder) => disk.deleteAll(prefix + folder),
  }
}

async function driverOf(address: StorageAddress) {
  if (address.kind === 'folder') return new FSDriver({ location: address.folder, visibility: 'private' })
  // Only who keeps files in S3 pays for loading its client.
  const { S3Driver } = await import('flydrive/drivers/s3')
  return new S3Driver({
    ...{ bucket: address.bucket, visibility: 'private', supportsACL: false },
    // What servers other than Amazon's understand as well.
    ...{ forcePathStyle: true, requestChecksumCalculation: 'WHEN_REQUIRED' },
    ...{ responseChecksumValidation: 'WHEN_REQUIRED', region: process.env.AWS_REGION ?? 'us-east-1' },
  })
}
