import type { Checkpoint, Gathered } from '../checkpoint/checkpoint.ts'
import type { Fingerprint } from '../checkpoint/fingerprint.ts'
import { shouldStop } from '../spec/early-stopping.ts'
import type { EpochFigures } from '../spec/epoch-figures.ts'
import type { TrainingSpec } from '../spec/training.ts'
import { RunningEpoch } from './running-epoch.ts'
import type { Values } from './session.ts'

/** How far a training has come. The loop alone moves it on; with the graph's variables it is all that there is. */
export type Progress = {
  /** Finished epochs. */
  readonly history: EpochFigures[]
  /** Steps over the whole run. */
  stepsDone: number
  /** What the schedule starts from: the optimizer's, or what a person has set since. */
  learningRate: number
  /** How many epochs had ended when a person set it; 0: nobody has. */
  learningRateSince: number
  /** Of the whole run. */
  epochs: number
  running: RunningEpoch
  /** The weights that early stopping would go back to. */
  best: Checkpoint['best']
}

/** Whether the last epoch is done, by their number or by early stopping. */
export const isOver = (spec: TrainingSpec, { history, epochs }: Progress): boolean =>
  history.length >= epochs || isStoppedEarly(spec, history)

export const isStoppedEarly = (spec: TrainingSpec, history: readonly EpochFigures[]): boolean =>
  spec.earlyStopping !== null && shouldStop(spec.earlyStopping, history)

/** The next epoch of a training, on this many examples. */
export const nextEpoch = (
  history: readonly EpochFigures[],
  spec: TrainingSpec,
  examples: number,
  gathered?: Gathered,
): RunningEpoch => new RunningEpoch(history.length + 1, examples, spec.batchSize, gathered)

/** The learning rate of the step that comes next. */
export function learningRateOf(spec: TrainingSpec, progress: Progress): number {
  const { history, learningRate, learningRateSince, epochs, running } = progress
  const { number, step, stepsPerEpoch } = running
  return spec.schedule.rate({
    baseRate: learningRate,
    // Counted in this training's own steps: before a fork with another batch size they may have been others.
    step: (number - 1) * stepsPerEpoch + step,
    stepsPerEpoch,
    totalSteps: epochs * stepsPerEpoch,
    history,
    baseRateSince: learningRateSince,
  })
}

const NOTHING: Gathered = {
  ...{ lossSum: 0, accuracySum: 0, seconds: 0 },
  ...{ batchLoss: new Float32Array(), batchAccuracy: new Float32Array() },
  batchExamplesPerSecond: new Float32Array(),
}

/** A checkpoint of where a training stands: before a step of the running epoch, or at the end of the last one. */
export function checkpointOf(
  spec: TrainingSpec,
  progress: Progress,
  fingerprint: Fingerprint,
  variables: ReadonlyMap<string, Values>,
  at: 'within epoch' | 'epoch end',
): Checkpoint {
  const { history, stepsDone, learningRate, learningRateSince, epochs, running, best } = progress
  const { optimizer } = spec
  const steered = {
    ...{ learningRate, learningRateSince },
    epochs,
    spec: { learningRate: optimizer.learningRate, epochs: spec.epochs },
  }
  const rest = { fingerprint, history: [...history], steered, variables, best }
  return at === 'epoch end'
    ? {
        ...rest,
        position: { epoch: history.length, step: running.stepsPerEpoch, stepsDone },
        gathered: NOTHING,
      }
    : {
        ...rest,
        position: { epoch: running.number, step: running.step, stepsDone },
        gathered: running.gathered(),
      }
}
