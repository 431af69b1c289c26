import type { Database } from '../database.ts'
import { type Lease, lockLeasedRun } from './lock-run.ts'
import { addMetricPoints } from './metric-points.ts'

/** How the names of the metrics begin that tell of the machine and not of the training. */
export const SYSTEM_METRICS = 'system/'

/** What a training process takes of its machine. */
export type Usage = {
  /** Since the sample before, in percent of one core: 200 are two cores. */
  readonly cpu: number
  /** Resident memory, in bytes. */
  readonly memory: number
  /** Of its graphics card, whoever uses it, in percent; absent where there is none, or it does not tell. */
  readonly gpuUtilisation?: number | undefined
  /** In bytes. */
  readonly gpuMemory?: number | undefined
}

/** The metrics of a sample. */
const metrics = [
  ['cpu', 'cpu'],
  ['memory', 'memory'],
  ['gpu_utilisation', 'gpuUtilisation'],
  ['gpu_memory', 'gpuMemory'],
] as const satisfies readonly (readonly [name: string, figure: keyof Usage])[]

/** Records what a run's process takes, at the second since the run began: a second that has its sample keeps it. @throws LeaseLostError */
export async function recordUsage(db: Database, lease: Lease, usage: Usage): Promise<void> {
  await db.$transaction(async (tx) => {
    const { run, at } = await lockLeasedRun(tx, lease)
    const firstStep = Math.max(0, Math.floor((at.getTime() - (run.startedAt ?? at).getTime()) / 1000))
    await addMetricPoints(
      tx,
      { runId: run.id, at },
      metrics.flatMap(([name, figure]) => {
        const value = usage[figure]
        return value === undefined ? [] : [{ name: SYSTEM_METRICS + name, firstStep, values: [value] }]
      }),
    )
  })
}
