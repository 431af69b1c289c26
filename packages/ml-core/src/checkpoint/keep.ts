import type { CheckpointFile } from './folder.ts'

/** Which checkpoints of finished epochs stay on the disk, beside the best one. */
export type KeepEpochs = {
  /** So many of the newest. Default 3. */
  readonly newest?: number
  /** And every so manieth epoch, counted from the start. Default 10; 1 keeps all. */
  readonly every?: number
}

/** Within an epoch the newest two stay: one, and the one before should it turn out to be damaged. */
const WITHIN_EPOCHS = 2

/**
 * Files that may go. The CNN of the study takes 92 MB a checkpoint: 50 epochs leave 9 files by default.
 * @param files the newest first, all of them safe on the disk
 * @param best the epoch with the best figures so far
 */
export function superfluous(
  files: readonly CheckpointFile[],
  { newest = 3, every = 10 }: KeepEpochs,
  best: number | null,
): CheckpointFile[] {
  const ended = files.filter(({ step }) => step === null)
  const within = files.filter(({ step }) => step !== null)
  const stays = ({ epoch }: CheckpointFile, index: number): boolean =>
    index < Math.max(1, newest) || epoch === best || epoch % every === 0
  return [...ended.filter((file, index) => !stays(file, index)), ...within.slice(WITHIN_EPOCHS)]
}
