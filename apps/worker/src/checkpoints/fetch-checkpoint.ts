import { createWriteStream } from 'node:fs'
import { mkdir, rename, rm } from 'node:fs/promises'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { Storage } from '@atelier/storage'

type Wanted = { readonly key: string; readonly folder: string; readonly signal: AbortSignal }

/**
 * Brings a checkpoint from the storage into a folder, under its own name once it is whole.
 * @throws StorageError when it cannot be fetched; AbortError when nobody wants it any more
 */
export async function fetchCheckpoint(storage: Storage, { key, folder, signal }: Wanted): Promise<void> {
  await mkdir(folder, { recursive: true })
  const file = path.join(folder, path.basename(key))
  const part = `${file}.${process.pid}.part`
  try {
    await pipeline(await storage.read(key), createWriteStream(part), { signal })
    await rename(part, file)
  } catch (error) {
    await rm(part, { force: true })
    throw error
  }
}
