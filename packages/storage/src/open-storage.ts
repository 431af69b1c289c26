import { createHash, randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { Readable } from 'node:stream'
import { setTimeout } from 'node:timers/promises'
import { Disk } from 'flydrive'
import { FSDriver } from 'flydrive/drivers/fs'
import type { StorageAddress } from './storage-address.ts'
import { storageError } from './storage-error.ts'

export type Stored = {
  readonly bytes: number
  /** 32 bytes. */
  readonly sha256: Uint8Array<ArrayBuffer>
}

/** Files by keys such as `artifacts/<run>/model.json`, wherever they lie. All of it throws StorageError. */
export type Storage = {
  /** Whether it is the folder `storage` of this machine's data folder. */
  readonly isLocal: boolean
  /** Writes, reads, lists and deletes something in a bucket. What a folder lacks is made when something is put there. */
  check(): Promise<void>
  /** Stores what streams in, `bytes` of it, and tells what was stored. A failed one leaves nothing to read. */
  put(key: string, content: AsyncIterable<Uint8Array>, about: About): Promise<Stored>
  /** What is stored under a key. @throws StorageError when there is nothing */
  read(key: string): Promise<Readable>
  /** Names of what is stored right under a folder, such as `checkpoints/<run>/`; none where there is no such folder. */
  list(folder: string): Promise<string[]>
  /** Removes what is stored under a key; nothing there is no failure. */
  remove(key: string): Promise<void>
  /** Removes all whose keys begin so; nothing there is no failure. */
  removeAll(folder: string): Promise<void>
}

type About = { readonly bytes: number; readonly contentType: string }

/** A server that is silent for so long is away. */
const SILENT_MS = 30_000
const CONNECT_WITHIN_MS = 5_000
/** Asked again and again, a server that takes connections and says nothing would keep a process from starting for minutes. */
const CHECK_WITHIN_MS = 20_000

/**
 * Opens a storage. One in S3 is reached with the usual variables: AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_REGION,
 * and AWS_ENDPOINT_URL for a server that is not Amazon's.
 */
export async function openStorage(address: StorageAddress): Promise<Storage> {
  const disk = new Disk(await driverOf(address))
  const isLocal = address.kind === 'folder'
  const name = isLocal ? address.folder : ['s3:/', address.bucket, address.prefix].filter(Boolean).join('/')
  const prefix = isLocal || address.prefix === '' ? '' : `${address.prefix}/`
  const trying = async <T>(key: string, act: () => Promise<T>): Promise<T> => {
    try {
      return await act()
    } catch (error) {
      throw storageError(name, key, error)
    }
  }
  return {
    isLocal,
    check: () =>
      trying('', async () => {
        if (!isLocal) await Promise.race([tryOut(disk, `${prefix}checks/`), late(CHECK_WITHIN_MS)])
      }),
    put: (key, content, about) => trying(key, () => put({ disk, isLocal }, prefix + key, content, about)),
    read: (key) =>
      trying(key, async () => {
        const content = await disk.getStream(prefix + key)
        // A folder's stream is opened later than it is made.
        await once(content, 'readable')
        return content
      }),
    list: (folder) => trying(folder, () => list(disk, prefix + folder)),
    remove: (key) => trying(key, () => disk.delete(prefix + key)),
    removeAll: (folder) => trying(folder, () => disk.deleteAll(prefix + folder)),
  }
}

/** Whoever may only read is told before a training, and so is whoever named a server that is none of S3. */
async function tryOut(disk: Disk, folder: string): Promise<void> {
  const name = randomUUID()
  await disk.put(folder + name, name)
  const read = await disk.get(folder + name)
  const listed = await list(disk, folder)
  await disk.delete(folder + name)
  if (read !== name || !listed.includes(name))
    throw new Error('what answers there does not keep what it is given (AWS_ENDPOINT_URL)')
}

async function late(milliseconds: number): Promise<never> {
  await setTimeout(milliseconds, undefined, { ref: false })
  throw Object.assign(new Error(`no answer within ${milliseconds} ms`), { name: 'TimeoutError' })
}

class WrongSize extends Error {}

async function put(
  { disk, isLocal }: { readonly disk: Disk; readonly isLocal: boolean },
  key: string,
  content: AsyncIterable<Uint8Array>,
  { bytes, contentType }: About,
): Promise<Stored> {
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
    await disk.putStream(key, Readable.from(counted(), { objectMode: false }), options)
    if (seen !== bytes) throw new WrongSize(`it was to have ${bytes} bytes and has ${seen}`)
    // A server that is none of S3 may answer that all is well and keep nothing.
    const { contentLength: kept } = await disk.getMetaData(key)
    if (kept !== bytes) throw new WrongSize(`of ${bytes} bytes it kept ${kept}`)
  } catch (error) {
    // S3 keeps nothing of what did not arrive; what is there then was put by somebody else.
    if (isLocal || error instanceof WrongSize) await disk.delete(key).catch(() => {})
    throw error
  }
  return { bytes, sha256: Uint8Array.from(hash.digest()) }
}

async function list(disk: Disk, folder: string): Promise<string[]> {
  const names: string[] = []
  let paginationToken: string | undefined
  do {
    const page = await disk.listAll(folder, { ...(paginationToken !== undefined && { paginationToken }) })
    for (const found of page.objects) if (found.isFile) names.push(found.name)
    paginationToken = page.paginationToken
  } while (paginationToken !== undefined)
  return names
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
    // What goes wrong is thrown: without this the client also prints it, into whatever log there is.
    logger: { debug() {}, info() {}, warn() {}, error() {} },
    requestHandler: { connectionTimeout: CONNECT_WITHIN_MS, socketTimeout: SILENT_MS },
  })
}
