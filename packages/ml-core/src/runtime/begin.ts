import path from 'node:path'
import { type Checkpoint, CheckpointRefused } from '../checkpoint/checkpoint.ts'
import { type Fingerprint, type Fits, fingerprintOf, fitsFork } from '../checkpoint/fingerprint.ts'
import {
  type CheckpointFile,
  latestCheckpoint,
  listCheckpoints,
  readFitting,
  setAside,
} from '../checkpoint/folder.ts'
import type { CompiledTraining } from '../compile.ts'
import type { TrainingSpec } from '../spec/training.ts'
import type { TrainingEvent } from '../spec/training-event.ts'
import { bestSoFar } from './best-weights.ts'
import type { CheckpointOptions } from './checkpointing.ts'
import { forkState } from './fork-state.ts'
import { initialState } from './initial-state.ts'
import { isStoppedEarly, nextEpoch, type Progress } from './progress.ts'
import type { Values } from './session.ts'

export type BeginOptions = {
  readonly checkpoints?: CheckpointOptions
  /**
   * Go on from the newest sound checkpoint in the folder; from `from` or the start where there is none.
   * `recordedEpochs`: only from one at which at most so many epochs had ended, so that whoever keeps the history and
   * has not got all of it is told the rest again.
   */
  readonly resume?: boolean | { readonly recordedEpochs: number }
  /**
   * Start as a fork: from the end of an epoch of another training with the same model and type of optimizer. Averages
   * that it did not keep start at its weights, the optimizer's slots at 0.
   */
  readonly from?: {
    readonly folder: string
    /** Default: the newest that was saved. */
    readonly epoch?: number
  }
}

export type Beginning = { readonly progress: Progress; readonly variables: Readonly<Record<string, Values>> }

/**
 * Where a training begins: at its own newest checkpoint, at another training's, or at its start.
 * @throws CheckpointRefused when the folder's checkpoints are of another training
 * @throws Error when there is no checkpoint to fork from, or one that nobody asked to go on from
 */
export function* begin(
  spec: TrainingSpec,
  { checkpoints, resume = false, from }: BeginOptions,
  compiled: CompiledTraining,
  examples: number,
): Generator<TrainingEvent, Beginning, undefined> {
  const { variables } = compiled
  const fits = fingerprintOf(spec, variables)
  const source = { spec, compiled, examples, folders: from ? [from.folder] : [] }
  if (resume) {
    if (!checkpoints) throw new Error('a training resumes from its checkpoints: name their folder')
    const recorded = resume === true ? Number.POSITIVE_INFINITY : resume.recordedEpochs
    const found = yield* newest(checkpoints.folder, fits, recorded)
    if (found) return yield* goOn(source, found, 'resume')
  } else if (checkpoints && listCheckpoints(checkpoints.folder).length > 0)
    throw new Error(
      `${checkpoints.folder} holds the checkpoints of a training: resume it, or name another folder`,
    )
  if (from) return yield* goOn(source, forked(spec, from, fits), 'fork')
  return {
    progress: {
      history: [],
      stepsDone: 0,
      ...{ learningRate: spec.optimizer.learningRate, learningRateSince: 0, epochs: spec.epochs },
      running: nextEpoch([], spec, examples),
      best: null,
    },
    variables: initialState(variables, spec.seed),
  }
}

type FoundCheckpoint = { readonly checkpoint: Checkpoint; readonly file: string }

function* newest(
  folder: string,
  fits: Fingerprint,
  recordedEpochs: number,
): Generator<TrainingEvent, FoundCheckpoint | null, undefined> {
  const known = ({ epoch, step }: CheckpointFile): boolean =>
    epoch <= recordedEpochs || (step !== null && epoch <= recordedEpochs + 1)
  const { checkpoint, file, refused } = latestCheckpoint(folder, fits, known)
  // Newer ones than were recorded are not read, and deleted once it has gone on: never those of another training.
  const unread = checkpoint ? [] : latestCheckpoint(folder, fits).refused
  const foreign = [...refused, ...unread].find((refusal) => refusal.foreign)
  if (!checkpoint && foreign) throw foreign
  for (const refusal of refused) {
    setAside(refusal)
    yield { type: 'checkpointRefused', path: refusal.file, reason: refusal.reason }
  }
  return checkpoint && file !== null ? { checkpoint, file } : null
}

function forked(
  spec: TrainingSpec,
  { folder, epoch }: NonNullable<BeginOptions['from']>,
  fingerprint: Fingerprint,
): FoundCheckpoint {
  const ended = listCheckpoints(folder).filter(({ step }) => step === null)
  const wanted = epoch === undefined ? ended : ended.filter((file) => file.epoch === epoch)
  const there = ended.map((file) => file.epoch).reverse()
  if (wanted.length === 0)
    throw new Error(
      epoch === undefined || there.length === 0
        ? `${folder} holds no checkpoint of a finished epoch to fork from`
        : `${folder} holds no checkpoint of epoch ${epoch} to fork from; there are those of ${there.join(', ')}`,
    )
  const found = firstSound(wanted, fitsFork(fingerprint))
  const { history } = found.checkpoint
  const { length } = history
  if (spec.epochs <= length)
    throw new Error(`a fork from epoch ${length} needs more than ${length} epochs, not ${spec.epochs}`)
  if (isStoppedEarly(spec, history))
    throw new Error(
      `a fork from epoch ${length} would stop at once, as its early stopping judges the epochs up to there: fork from an earlier one, or change early stopping`,
    )
  return found
}

/** @throws CheckpointRefused, the first one's, when none of them is sound */
function firstSound(files: readonly CheckpointFile[], fits: Fits): FoundCheckpoint {
  let first: CheckpointRefused | undefined
  for (const file of files) {
    try {
      return { checkpoint: readFitting(file, fits), file: file.path }
    } catch (error) {
      if (!(error instanceof CheckpointRefused)) throw error
      first ??= error
    }
  }
  throw first ?? new Error('there is no checkpoint to choose from')
}

type Going = {
  readonly spec: TrainingSpec
  readonly compiled: CompiledTraining
  readonly examples: number
  /** Of the training that it is a fork of. */
  readonly folders: readonly string[]
}

function* goOn(
  { spec, compiled, examples, folders }: Going,
  { checkpoint, file }: FoundCheckpoint,
  as: 'resume' | 'fork',
): Generator<TrainingEvent, Beginning, undefined> {
  const { history, gathered, position, variables, steered } = checkpoint
  yield { type: 'resumedFrom', epoch: position.epoch, step: position.step, path: file, history }
  const own = { learningRate: spec.optimizer.learningRate, epochs: spec.epochs }
  const kept = as === 'resume'
  // What a person steered holds until a later spec says otherwise.
  const learningRate =
    kept && own.learningRate === steered.spec.learningRate ? steered.learningRate : own.learningRate
  return {
    progress: {
      history: [...history],
      stepsDone: position.stepsDone,
      learningRate,
      learningRateSince: learningRate === steered.learningRate ? steered.learningRateSince : history.length,
      epochs: kept && own.epochs === steered.spec.epochs ? steered.epochs : own.epochs,
      running: nextEpoch(history, spec, examples, gathered),
      best: bestSoFar(spec, compiled, checkpoint, {
        folders: [...new Set([path.dirname(file), ...folders])],
        fits: fitsFork(fingerprintOf(spec, compiled.variables)),
      }),
    },
    variables: kept ? Object.fromEntries(variables) : forkState(compiled.variables, variables, spec.seed),
  }
}
