export type TimedRun = {
  readonly epochsCompleted: number
  readonly epochsPlanned: number
  readonly latestProgress: {
    readonly step: number
    readonly stepsPerEpoch: number
    readonly examplesPerSecond: number
  } | null
  readonly config: { readonly batchSize: number } | null
  readonly history: readonly { readonly seconds: number; readonly finishedAt: string }[]
}

/** Newest epochs that speak for the ones to come: older ones may have had the machine to themselves. */
const RECENT = 5

/**
 * Seconds that a running training still needs, from the wall time of its newest epochs (validation included), or from
 * the speed of the first epoch's steps while there is none. Null as long as nothing can be said.
 */
export function timeLeft(run: TimedRun): number | null {
  const { latestProgress: progress } = run
  const fraction = progress ? progress.step / progress.stepsPerEpoch : 0
  const epochsLeft = Math.max(0, run.epochsPlanned - run.epochsCompleted - fraction)
  const perEpoch = secondsPerEpoch(run) ?? firstEpochSeconds(run)
  return perEpoch === null ? null : perEpoch * epochsLeft
}

function firstEpochSeconds({ latestProgress, config }: TimedRun): number | null {
  if (!latestProgress || !config || latestProgress.examplesPerSecond <= 0) return null
  return (latestProgress.stepsPerEpoch * config.batchSize) / latestProgress.examplesPerSecond
}

function secondsPerEpoch({ history }: TimedRun): number | null {
  const recent = history.slice(-RECENT - 1)
  const first = recent[0]
  const last = recent.at(-1)
  if (!first || !last) return null
  if (recent.length === 1) return last.seconds
  return (Date.parse(last.finishedAt) - Date.parse(first.finishedAt)) / 1000 / (recent.length - 1)
}
