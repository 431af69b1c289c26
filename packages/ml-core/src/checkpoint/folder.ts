import { mkdirSync, renameSync, rmSync } from 'node:fs'
import path from 'node:path'
import { type Checkpoint, CheckpointRefused, isEpochEnd } from './checkpoint.ts'
import { difference, type Fits } from './fingerprint.ts'
import { type CheckpointPlace, checkpointName, newestFirst, placeOf } from './names.ts'
import { namesIn } from './names-in.ts'
import { readCheckpoint } from './read.ts'
import { UNFINISHED } from './write.ts'

/** A checkpoint's file, and where it stands by its name. */
export type CheckpointFile = CheckpointPlace & { readonly path: string }

/** What a checkpoint's file is called. */
export const fileName = (checkpoint: Checkpoint): string => {
  const { epoch, step } = checkpoint.position
  return checkpointName({ epoch, step: isEpochEnd(checkpoint) ? null : step })
}

/** The checkpoints of a folder by their names, the newest first; none where there is no such folder. */
export function listCheckpoints(folder: string): CheckpointFile[] {
  return namesIn(folder)
    .flatMap((name) => {
      const place = placeOf(name)
      return place ? [{ path: path.join(folder, name), ...place }] : []
    })
    .sort(newestFirst)
}

export type Found = {
  readonly checkpoint: Checkpoint | null
  readonly file: string | null
  /** Newer ones that were passed over. */
  readonly refused: readonly CheckpointRefused[]
}

/**
 * The newest checkpoint of a folder that is sound and fits; those that are not are passed over and told.
 * It only reads.
 * @param fits facts that must agree, see `Fits`; none: any checkpoint will do
 * @param candidates narrows down what is looked at
 */
export function latestCheckpoint(
  folder: string,
  fits: Fits = {},
  candidates: (file: CheckpointFile) => boolean = () => true,
): Found {
  const refused: CheckpointRefused[] = []
  for (const file of listCheckpoints(folder).filter(candidates)) {
    try {
      return { checkpoint: readFitting(file, fits), file: file.path, refused }
    } catch (error) {
      if (!(error instanceof CheckpointRefused)) throw error
      refused.push(error)
    }
  }
  return { checkpoint: null, file: null, refused }
}

/** Reads a checkpoint of a folder. @throws CheckpointRefused when it is not sound, misnamed or of another training */
export function readFitting(file: CheckpointFile, fits: Fits): Checkpoint {
  const checkpoint = readCheckpoint(file.path)
  if (fileName(checkpoint) !== path.basename(file.path))
    throw new CheckpointRefused(file.path, `by what it holds it should be named ${fileName(checkpoint)}`)
  for (const part of ['state', 'settings'] as const) {
    const wanted = fits[part]
    const differs = wanted && difference(checkpoint.fingerprint[part], wanted, fits.but)
    if (differs) throw new CheckpointRefused(file.path, `it is of another training: ${differs}`, true)
  }
  return checkpoint
}

/** Makes the folder if need be and clears away what a killed process left half written. */
export function prepareFolder(folder: string): void {
  mkdirSync(folder, { recursive: true })
  for (const name of namesIn(folder))
    if (name.endsWith(UNFINISHED)) rmSync(path.join(folder, name), { force: true })
}

/** Puts a refused checkpoint out of the way without destroying it: it gets `.refused` behind its name. */
export function setAside({ file }: CheckpointRefused): void {
  renameSync(file, `${file}.refused`)
}
