import { readdirSync } from 'node:fs'
import path from 'node:path'

/** Where the checkpoints of a run lie. Workers on several machines share the data folder to fork each other's runs. */
export const checkpointFolder = (dataFolder: string, runId: string): string =>
  path.join(dataFolder, 'storage', 'checkpoints', runId)

const EPOCH_END = /^epoch-(\d+)\.safetensors$/

/** The epochs of which a checkpoint of their end is stored, ascending. */
export const storedEpochs = (folder: string): number[] =>
  readdirSync(folder)
    .flatMap((name) => {
      const epoch = EPOCH_END.exec(name)?.[1]
      return epoch === undefined ? [] : [Number(epoch)]
    })
    .sort((a, b) => a - b)
