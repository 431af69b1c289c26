import { readdirSync } from 'node:fs'
import path from 'node:path'

/** Where a training writes its checkpoints: on this machine, whatever the storage is. */
export const checkpointFolder = (dataFolder: string, runId: string): string =>
  path.join(dataFolder, 'storage', 'checkpoints', runId)

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
    const [match, over, running, step] = CHECKPOINT.exec(name) ?? []
    if (match === undefined) return []
    const epoch = Number(over ?? running)
    const ended = over === undefined ? epoch - 1 : epoch
    return ended > atMostEnded ? [] : [{ name, epoch, ended, step: Number(step ?? Number.POSITIVE_INFINITY) }]
  })
  return found.reduce<(typeof found)[number] | undefined>((newest, one) => {
    const isNewer =
      !newest || one.epoch > newest.epoch || (one.epoch === newest.epoch && one.step > newest.step)
    return isNewer ? one : newest
  }, undefined)
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

const CHECKPOINT = /^(?:epoch-(\d+)|step-(\d+)-(\d+))\.safetensors$/
const EPOCH_END = /^epoch-(\d+)\.safetensors$/

/** The checkpoints that lie whole in a folder, by their names. */
export const checkpointNames = (folder: string): string[] =>
  namesIn(folder).filter((name) => CHECKPOINT.test(name))

/** What the checkpoint of an epoch's end is called. */
export const nameOfEpoch = (epoch: number): string => `epoch-${String(epoch).padStart(4, '0')}.safetensors`

/** The epochs whose ends are among these checkpoints, ascending. */
export const epochsOf = (names: Iterable<string>): number[] =>
  [...names]
    .flatMap((name) => {
      const epoch = EPOCH_END.exec(name)?.[1]
      return epoch === undefined ? [] : [Number(epoch)]
    })
    .sort((a, b) => a - b)
