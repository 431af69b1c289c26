type Run = {
  readonly epochsCompleted: number
  readonly epochsPlanned: number
  readonly progress: number
  readonly latestProgress: { readonly step: number; readonly stepsPerEpoch: number } | null
}

/** How much of the plan is trained, from 0 to 1. Not as recorded: the plan may have been changed since. */
export function trainedShare({
  epochsCompleted,
  epochsPlanned,
  progress,
  latestProgress: step,
}: Run): number {
  if (epochsPlanned === 0) return progress
  const epoch = step ? step.step / step.stepsPerEpoch : 0
  return Math.min(1, (epochsCompleted + epoch) / epochsPlanned)
}
