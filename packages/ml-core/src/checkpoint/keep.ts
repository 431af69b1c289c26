import { bestEpoch, type EarlyStoppingSpec } from '../spec/early-stopping.ts'
import type { EpochFigures } from '../spec/epoch-figures.ts'
import type { CheckpointPlace } from './names.ts'

/** Which checkpoints of finished epochs stay on the disk, beside the best one. */
export type KeepEpochs = {
  /** So many of the newest. Default 3. */
  readonly newest?: number
  /** And every so manieth epoch, counted from the start. Default 10; 1 keeps all. */
  readonly every?: number
}

/** The best epoch where no early stopping says which figure counts. */
const LOWEST_LOSS: EarlyStoppingSpec = {
  ...{ monitor: 'validationLoss', patience: 0, minDelta: 0, startFromEpoch: 0, restoreBestWeights: false },
}

/** The epoch whose checkpoint stays as the best one, from 1; null before there is one. */
export const bestToKeep = (
  earlyStopping: EarlyStoppingSpec | null,
  history: readonly EpochFigures[],
): number | null => bestEpoch(earlyStopping ?? LOWEST_LOSS, history)

/** Within an epoch the newest two stay: one, and the one before should it turn out to be damaged. */
const WITHIN_EPOCHS = 2

/**
 * Files that may go. The CNN of the study takes 92 MB a checkpoint: 50 epochs leave 9 files by default.
 * @param files the newest first, all of them safe on the disk
 * @param best the epoch with the best figures so far
 */
export function superfluous<File extends CheckpointPlace>(
  files: readonly File[],
  { newest = 3, every = 10 }: KeepEpochs,
  best: number | null,
): File[] {
  const ended = files.filter(({ step }) => step === null)
  const within = files.filter(({ step }) => step !== null)
  const stays = ({ epoch }: CheckpointPlace, index: number): boolean =>
    index < Math.max(1, newest) || epoch === best || epoch % every === 0
  return [...ended.filter((file, index) => !stays(file, index)), ...within.slice(WITHIN_EPOCHS)]
}
