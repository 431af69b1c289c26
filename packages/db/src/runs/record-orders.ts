import type { Database } from '../database.ts'
import { appendEvents } from '../events/append-events.ts'
import type { Run } from '../generated/prisma/client.ts'
import { type Lease, lockLeasedRun } from './lock-run.ts'

/** Records that a training is held, or goes on. What it says already is nothing. @throws LeaseLostError */
export async function recordPause(db: Database, lease: Lease, status: 'PAUSED' | 'RUNNING'): Promise<void> {
  await db.$transaction(async (tx) => {
    const { run, at } = await lockLeasedRun(tx, lease)
    if (run.status === status) return
    const events = [{ type: 'StatusChanged', payload: { status, reason: null } } as const]
    await appendEvents(tx, run, { at, events, kind: 'UPDATED', run: { status } })
  })
}

export type SteeringRecord = {
  readonly epoch: number
  readonly step: number
  readonly learningRate?: number | undefined
  readonly epochs?: number | undefined
}

/** Records, as a line of the run's log, what a person changed and from where on it holds. @throws LeaseLostError */
export async function recordSteering(db: Database, lease: Lease, steered: SteeringRecord): Promise<void> {
  const { epoch, step, learningRate, epochs } = steered
  const changes = [
    ...(learningRate === undefined ? [] : [`learning rate ${learningRate}`]),
    ...(epochs === undefined ? [] : [`${epochs} epochs`]),
  ]
  const message = `Steered: ${changes.join(' and ')}, from epoch ${epoch} after step ${step} on.`
  await db.$transaction(async (tx) => {
    const { run, at } = await lockLeasedRun(tx, lease)
    await appendEvents(tx, run, {
      ...{ at, kind: 'UPDATED', events: [{ type: 'LogLine', payload: { level: 'info', message } }] },
      // Fewer than are done means: after the running one.
      run: epochs === undefined ? {} : withEpochs(run, Math.max(epochs, epoch)),
    })
  })
}

/** As much is done as before, and it is another share of the whole. */
function withEpochs({ progress, epochs: before }: Run, epochs: number): { epochs: number; progress: number } {
  return { epochs, progress: Math.min(1, (progress * (before ?? epochs)) / epochs) }
}
