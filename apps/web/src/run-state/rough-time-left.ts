type Timed = {
  readonly status: string
  readonly progress: number
  readonly epochsPlanned: number
  readonly stepsPerEpoch: number | null
  readonly examplesPerSecond: number | null
  readonly config: { readonly batchSize: number } | null
}

/** Seconds that a running training still needs at its last measured speed; null while nothing can be said. */
export function roughTimeLeft(run: Timed): number | null {
  const { stepsPerEpoch, examplesPerSecond, config } = run
  if (run.status !== 'RUNNING' || !config || !stepsPerEpoch || !examplesPerSecond) return null
  const examples = stepsPerEpoch * config.batchSize * run.epochsPlanned
  return (examples * Math.max(0, 1 - run.progress)) / examplesPerSecond
}
