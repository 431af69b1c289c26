import { z } from 'zod'
import type { Database, Transaction } from '../database.ts'
import type { Run } from '../generated/prisma/client.ts'
import { done, invalid, type Outcome, refused } from '../outcome.ts'
import type { RunQueue } from '../queue/run-queue.ts'
import { queueNewRun } from './launch-run.ts'
import { lockRun } from './lock-run.ts'
import { flatParameters, type RunConfig, runConfig } from './run-config.ts'
import { runName } from './run-labels.ts'

const input = z.object({
  runId: z.string(),
  /** Null: the newest that is stored. */
  epoch: z.int().nullish(),
  name: runName.nullish(),
  learningRate: z.number().gt(0, 'must be above 0').max(1000, 'must be at most 1,000').nullish(),
  /** In all, the source's up to the fork included. Null: as many as the source was asked for. */
  epochs: z
    .int('must be a whole number')
    .min(1, 'must be at least 1')
    .max(10_000, 'must be at most 10,000')
    .nullish(),
  /** The member who forks it. */
  createdById: z.string().nullish(),
})

/**
 * Queues a run that goes on from the checkpoint of an epoch of another, in training or ended, with changed settings.
 * It has the source's epochs up to there as its own; its parameters say where it comes from.
 */
export async function forkRun(
  db: Database,
  queue: RunQueue,
  raw: z.input<typeof input>,
): Promise<Outcome<Run>> {
  const parsed = input.safeParse(raw)
  if (!parsed.success) return invalid(parsed.error)
  const asked = parsed.data
  return db.$transaction(async (tx) => {
    // Held, so that its worker sees the fork before it removes the checkpoint, or has already said that it is gone.
    const source = (await lockRun(tx, asked.runId))?.run
    if (!source) return refused(['runId'], 'there is no such run', 'NOT_FOUND')
    const config = runConfig.safeParse(source.config)
    if (!config.success)
      return refused(['runId'], 'a script trained this run: its weights are not here', 'CONFLICT')
    const stored = source.checkpointEpochs
    const epoch = asked.epoch ?? stored.at(-1)
    if (epoch === undefined) return refused(['runId'], 'the run has no checkpoint yet', 'CONFLICT')
    if (!stored.includes(epoch))
      return refused(
        ['epoch'],
        `there is no checkpoint of epoch ${epoch}; there are: ${stored.join(', ') || 'none'}`,
        'NOT_FOUND',
      )
    const epochs = asked.epochs ?? config.data.epochs
    if (epochs <= epoch)
      return refused(
        ['epochs'],
        `a fork from epoch ${epoch} needs more than ${epoch} epochs, not ${epochs}`,
        'INVALID_VALUE',
      )
    const { optimizer } = config.data
    const forked: RunConfig = {
      ...config.data,
      epochs,
      optimizer: { ...optimizer, learningRate: asked.learningRate ?? optimizer.learningRate },
    }
    const name = asked.name || `${source.name} from epoch ${epoch}`.slice(0, 200)
    const run = await queueNewRun(tx, queue, {
      ...{ projectId: source.projectId, name, tags: source.tags, config: forked },
      ...{ epochsCompleted: epoch, progress: epoch / epochs, forkedFromId: source.id, forkedEpoch: epoch },
      maxRestarts: source.maxRestarts,
      createdById: asked.createdById ?? null,
      parameters: { ...flatParameters(forked), 'forkedFrom.run': source.number, 'forkedFrom.epoch': epoch },
      line: `Forked from run ${source.number} after its epoch ${epoch}, whose history it shares.`,
    })
    if (!run) return refused(['runId'], 'there is no such run', 'NOT_FOUND')
    await copyEpochs(tx, source.id, run.id, epoch)
    return done(run)
  })
}

async function copyEpochs(tx: Transaction, from: string, to: string, epoch: number): Promise<void> {
  const rows = await tx.epoch.findMany({ where: { runId: from, index: { lte: epoch } } })
  await tx.epoch.createMany({ data: rows.map((row) => ({ ...row, runId: to })) })
}
