import { z } from 'zod'
import type { Database } from '../database.ts'
import { notifyRunControl, notifyRunEvents } from '../events/notify.ts'
import type { Prisma, Run } from '../generated/prisma/client.ts'
import { done, invalid, type Outcome, refused } from '../outcome.ts'
import { lockRun } from './lock-run.ts'
import { runConfig } from './run-config.ts'

/**
 * Asks for a running training to be held. Its worker saves it and records it as PAUSED; the run keeps its place on the
 * worker. Asked again is nothing.
 */
export const requestPause = (db: Database, runId: string): Promise<Outcome<Run>> =>
  order(db, runId, () => done({ pauseRequested: true }))

/** Asks for a held training to go on. */
export const requestResume = (db: Database, runId: string): Promise<Outcome<Run>> =>
  order(db, runId, (run) =>
    run.status === 'PAUSED' || run.pauseRequested
      ? done({ pauseRequested: false })
      : refused(['id'], 'the run is not paused', 'CONFLICT'),
  )

const steering = z
  .object({
    learningRate: z.number().gt(0, 'must be above 0').max(1000, 'must be at most 1,000').nullish(),
    epochs: z
      .int('must be a whole number')
      .min(1, 'must be at least 1')
      .max(10_000, 'must be at most 10,000')
      .nullish(),
  })
  .refine(
    ({ learningRate, epochs }) => learningRate != null || epochs != null,
    'name a learning rate or epochs',
  )

/** Asks for another learning rate or number of epochs of a training; its worker records when it holds. */
export async function requestSteering(
  db: Database,
  runId: string,
  raw: z.input<typeof steering>,
): Promise<Outcome<Run>> {
  const parsed = steering.safeParse(raw)
  if (!parsed.success) return invalid(parsed.error)
  const { learningRate, epochs } = parsed.data
  return order(db, runId, (run) => {
    const config = runConfig.safeParse(run.config)
    if (learningRate != null && config.data?.learningRateSchedule.type === 'PiecewiseConstantDecay')
      return refused(
        ['learningRate'],
        'the schedule PiecewiseConstantDecay names its rates itself',
        'CONFLICT',
      )
    return done({
      ...(learningRate != null && { steerLearningRate: learningRate }),
      ...(epochs != null && { steerEpochs: epochs }),
    })
  })
}

/** Writes an order into the row of a run that a worker holds, and tells the worker to look. */
async function order(
  db: Database,
  runId: string,
  decide: (run: Run) => Outcome<Prisma.RunUncheckedUpdateInput>,
): Promise<Outcome<Run>> {
  return db.$transaction(async (tx) => {
    const locked = await lockRun(tx, runId)
    if (!locked) return refused(['id'], 'there is no such run', 'NOT_FOUND')
    const { run } = locked
    if (run.source !== 'LAUNCHED')
      return refused(
        ['id'],
        'a script trains this run: only runs that were launched here can be steered',
        'CONFLICT',
      )
    switch (run.status) {
      case 'QUEUED':
        return refused(['id'], 'the run has not begun yet: it waits for a worker', 'CONFLICT')
      case 'COMPLETED':
      case 'FAILED':
      case 'STOPPED':
        return refused(
          ['id'],
          `the run has already ended: it is ${run.status.toLowerCase()}`,
          'ALREADY_ENDED',
        )
      case 'RUNNING':
      case 'PAUSED': {
        const decided = decide(run)
        if (!decided.ok) return decided
        await notifyRunControl(tx, { runId, action: 'look' })
        const { projectId, lastSequence: sequence } = run
        await notifyRunEvents(tx, { runId, projectId, sequence, kind: 'UPDATED' })
        return done(await tx.run.update({ where: { id: runId }, data: decided.value }))
      }
    }
  })
}
