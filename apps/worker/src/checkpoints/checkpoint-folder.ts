import { readdirSync } from 'node:fs'
import path from 'node:path'
import { checkpointName, newestFirst, placeOf } from '@atelier/ml-core/checkpoint-names'

/** Where trainings write their checkpoints: on this machine, whatever the storage is, a folder for each run. */
export const checkpointsFolder = (dataFolder: string): string =>
  path.join(dataFolder, 'storage', 'checkpoints')

/** Where the training of a run writes its checkpoints. */
export const checkpointFolder = (dataFolder: string, runId: string): string =>
  path.join(checkpointsFolder(dataFolder), runId)

export type NewestCheckpoint = {
  readonly name: string
  readonly epoch: number
  /** Epochs that had ended: one fewer than `epoch` within it. */
  readonly ended: number
}

/** The checkpoint that was saved last, by the names that a training gives them; undefined where there is none. */
export const newestCheckpoint = (folder: string): NewestCheckpoint | undefined => newestOf(namesIn(folder))

/** The newest of these checkpoints, or of those by which at most so many epochs had ended. */
export function newestOf(
  names: Iterable<string>,
  atMostEnded = Number.POSITIVE_INFINITY,
): NewestCheckpoint | undefined {
  const found = [...names].flatMap((name) => {
    const place = placeOf(name)
    if (!place) return []
    const ended = place.step === null ? place.epoch : place.epoch - 1
    return ended > atMostEnded ? [] : [{ name, ended, ...place }]
  })
  return found.sort(newestFirst)[0]
}

/** A run that ended before its first checkpoint has no folder. */
function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return []
    throw error
  }
}

/** The checkpoints that lie whole in a folder, by their names. */
export const checkpointNames = (folder: string): string[] =>
  namesIn(folder).filter((name) => placeOf(name) !== null)

/** What the checkpoint of an epoch's end is called. */
export const nameOfEpoch = (epoch: number): string => checkpointName({ epoch, step: null })

/** The epochs whose ends are among these checkpoints, ascending. */
export const epochsOf = (names: Iterable<string>): number[] =>
  [...names]
    .flatMap((name) => {
      const place = placeOf(name)
      return place?.step === null ? [place.epoch] : []
    })
    .sort((a, b) => a - b)
