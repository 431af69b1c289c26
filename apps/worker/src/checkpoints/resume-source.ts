import type { Run } from '@atelier/db'
import { checkpointPrefix, type Storage } from '@atelier/storage'
import { checkpointFolder, checkpointNames, newestOf } from './checkpoint-folder.ts'
import { fetchCheckpoint } from './fetch-checkpoint.ts'

type Reach = { readonly storage: Storage; readonly dataFolder: string }

/**
 * After which of its recorded epochs a run can go on here: by the checkpoints of this machine, and by those that the
 * run says are in the storage.
 */
export function checkpointOf(
  { id, epochsCompleted, checkpointEpochs }: Run,
  { storage, dataFolder }: Reach,
): number {
  const here = newestOf(checkpointNames(checkpointFolder(dataFolder, id)), epochsCompleted)?.ended ?? 0
  const stored = storage.isLocal ? [] : checkpointEpochs.filter((epoch) => epoch <= epochsCompleted)
  return Math.max(here, ...stored)
}

/**
 * Brings the newest checkpoint from the storage, where this machine has none as new, and removes there what stems from a
 * past that was taken back. Gives the names of what stays there.
 * @throws StorageError; AbortError when nobody wants it any more
 */
export async function fetchNewest(
  { id, epochsCompleted }: Run,
  { storage, dataFolder }: Reach,
  signal: AbortSignal,
): Promise<readonly string[]> {
  if (storage.isLocal) return []
  const folder = checkpointFolder(dataFolder, id)
  const prefix = checkpointPrefix(id)
  const here = checkpointNames(folder)
  const stored = await storage.list(prefix)
  const newest = newestOf([...here, ...stored], epochsCompleted)
  if (newest && !here.includes(newest.name))
    await fetchCheckpoint(storage, { key: prefix + newest.name, folder, signal })
  const stays = stored.filter((name) => name === newest?.name || isEndOf(name, epochsCompleted))
  for (const name of stored) if (!stays.includes(name)) await storage.remove(prefix + name)
  return stays
}

/** Whether it is the checkpoint of the end of an epoch up to this one. */
function isEndOf(name: string, epochs: number): boolean {
  const checkpoint = newestOf([name], epochs)
  return checkpoint !== undefined && checkpoint.ended === checkpoint.epoch
}
