import { existsSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import path from 'node:path'
import type { Run } from '@atelier/db'
import { checkpointPrefix, type Storage } from '@atelier/storage'
import { checkpointFolder, nameOfEpoch } from './checkpoint-folder.ts'
import { fetchCheckpoint } from './fetch-checkpoint.ts'

export type ForkSource = { readonly folder: string; readonly epoch: number }

/** Where a checkpoint of another machine lies while a fork begins from it. */
const fetchedFolder = (dataFolder: string, runId: string): string =>
  path.join(checkpointFolder(dataFolder, runId), 'from')

/**
 * The checkpoint that a fork begins from: in the folder of the run that wrote it, or, where that was trained on another
 * machine, fetched from the storage. Null for a run that is no fork.
 * @throws StorageError when it cannot be fetched; AbortError when told by `signal` that nobody wants it any more
 */
export async function forkSource(
  { id, forkedFromId, forkedEpoch }: Run,
  storage: Storage,
  dataFolder: string,
  signal: AbortSignal,
): Promise<ForkSource | null> {
  if (forkedFromId === null || forkedEpoch === null) return null
  const name = nameOfEpoch(forkedEpoch)
  const own = checkpointFolder(dataFolder, forkedFromId)
  if (storage.isLocal || existsSync(path.join(own, name))) return { folder: own, epoch: forkedEpoch }
  const folder = fetchedFolder(dataFolder, id)
  await fetchCheckpoint(storage, { key: checkpointPrefix(forkedFromId) + name, folder, signal })
  return { folder, epoch: forkedEpoch }
}

/** Removes what was fetched for a run that has begun, or will not. */
export const removeFetched = (dataFolder: string, runId: string): Promise<void> =>
  rm(fetchedFolder(dataFolder, runId), { recursive: true, force: true })
