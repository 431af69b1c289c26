import path from 'node:path'
import { type CheckpointPlace, checkpointName, newestFirst, placeOf } from '@atelier/ml-core/checkpoint-names'
import { namesIn } from '@atelier/ml-core/names-in'

/** Where trainings write their checkpoints: on this machine, whatever the storage is, a folder for each run. */
export const checkpointsFolder = (dataFolder: string): string =>
  path.join(dataFolder, 'storage', 'checkpoints')

/** Where the training of a run writes its checkpoints. */
export const checkpointFolder = (dataFolder: string, runId: string): string =>
  path.join(checkpointsFolder(dataFolder), runId)

export type NamedCheckpoint = CheckpointPlace & {
  readonly name: string
  /** Epochs that had ended: one fewer than `epoch` within it. */
  readonly ended: number
}

/** The checkpoint that was saved last, by the names that a training gives them; undefined where there is none. */
export const newestCheckpoint = (folder: string): NamedCheckpoint | undefined => newestOf(namesIn(folder))

/** The newest of these checkpoints, or of those by which at most so many epochs had ended. */
export const newestOf = (
  names: Iterable<string>,
  atMostEnded = Number.POSITIVE_INFINITY,
): NamedCheckpoint | undefined => checkpointsAmong(names).find(({ ended }) => ended <= atMostEnded)

/** The checkpoints among these names, the newest first. */
export function checkpointsAmong(names: Iterable<string>): NamedCheckpoint[] {
  const found = [...names].flatMap((name) => {
    const place = placeOf(name)
    return place ? [{ name, ended: place.step === null ? place.epoch : place.epoch - 1, ...place }] : []
  })
  return found.sort(newestFirst)
}

/** The checkpoints that lie whole in a folder, by their names. A run that ended before its first has none. */
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
