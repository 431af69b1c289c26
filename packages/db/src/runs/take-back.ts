import type { Database, Transaction } from '../database.ts'
import { appendEvents } from '../events/append-events.ts'
import type { NewEvent } from '../events/event-payload.ts'
import { keepMatricesInLog } from '../events/logged-matrices.ts'
import { Prisma, type Run } from '../generated/prisma/client.ts'
import type { Split } from '../generated/prisma/enums.ts'
import { BUCKETED_FROM, beginBuckets } from '../ingest/metric-buckets.ts'
import { throughPrisma } from '../ingest/query.ts'
import { type Lease, lockLeasedRun } from './lock-run.ts'
import { SYSTEM_METRICS } from './record-usage.ts'
import { runConfig } from './run-config.ts'

type Recovery = {
  /** The last epoch that stands, by the checkpoint that the training goes on from. */
  readonly after: number
  readonly attempt: bigint
  /** Why there is another attempt. */
  readonly reason: string | null
}

type TakenBack = {
  /** The last epoch that stands; 0: none. */
  readonly epoch: number
  readonly event: NewEvent
  /** What it changes in the run's row. */
  readonly changes: Prisma.RunUncheckedUpdateInput
}

/**
 * Takes back what a run in training has recorded after the end of an epoch, since it goes on from there. The caller
 * holds the run's row lock, and writes the event and the changes. An epoch that is not recorded counts as the last one
 * that is; what a fork has of its source stays.
 */
export async function takeBack(
  tx: Transaction,
  run: Run,
  { after, attempt, reason }: Recovery,
): Promise<TakenBack> {
  const base = run.forkedEpoch ?? 0
  const epoch = Math.max(base, Math.min(after, run.epochsCompleted))
  const takenBack = run.epochsCompleted - epoch
  if (takenBack > 0) {
    await removePoints(tx, run.id, epoch - base)
    await removeResults(tx, run, epoch)
  }
  return {
    epoch,
    event: { type: 'RunRecovered', payload: { attempt: Number(attempt), epoch, takenBack, reason } },
    changes: {
      ...{ epochsCompleted: epoch, progress: Math.min(1, epoch / (run.epochs ?? Math.max(1, epoch))) },
      checkpointEpochs: run.checkpointEpochs.filter((saved) => saved <= epoch),
    },
  }
}

/**
 * The same for an attempt under way whose training goes on from an older checkpoint than its claim expected, as where
 * the newest is damaged. Nothing where no more than that is recorded.
 * @throws LeaseLostError
 */
export async function takeBackFurther(db: Database, lease: Lease, after: number): Promise<void> {
  await db.$transaction(async (tx) => {
    const { run, at } = await lockLeasedRun(tx, lease)
    if (after >= run.epochsCompleted) return
    const attempt = lease.leaseNumber
    const reason = 'A checkpoint could not be used: the training goes on from an older one.'
    const { epoch, event, changes } = await takeBack(tx, run, { after, attempt, reason })
    await tx.runAttempt.updateMany({
      where: { runId: run.id, number: Number(run.leaseNumber) },
      data: { fromEpoch: epoch },
    })
    await appendEvents(tx, run, { at, kind: 'UPDATED', events: [event], run: changes })
  })
}

/** Every epoch that was recorded has one point of `loss`, at its last step: those of the first `epochs` stay. */
async function removePoints(tx: Transaction, runId: string, epochs: number): Promise<void> {
  const [last] =
    epochs === 0
      ? []
      : await tx.$queryRaw<{ step: number }[]>`
          SELECT step FROM metric_point
          WHERE series_id = (SELECT id FROM metric_series WHERE run_id = ${runId}::uuid AND name = 'loss')
          ORDER BY step OFFSET ${epochs - 1} LIMIT 1`
  // What the machine was busy with stays true; its steps are seconds.
  const ofTraining = Prisma.sql`run_id = ${runId}::uuid AND NOT starts_with(name, ${SYSTEM_METRICS})`
  const ofRun = Prisma.sql`(SELECT id FROM metric_series WHERE ${ofTraining})`
  await tx.$executeRaw`DELETE FROM metric_point WHERE series_id IN ${ofRun} AND step > ${last?.step ?? 0}`
  await tx.$executeRaw`DELETE FROM metric_bucket WHERE series_id IN ${ofRun}`
  await tx.$executeRaw`
    DELETE FROM metric_series AS series WHERE ${ofTraining}
      AND NOT EXISTS (SELECT FROM metric_point WHERE series_id = series.id)`
  const left = await tx.$queryRaw<{ id: number; count: number }[]>`
    UPDATE metric_series AS series SET count = kept.count, minimum = kept.minimum, maximum = kept.maximum,
      last = kept.last, last_step = kept.last_step, bucketed = false
    FROM (SELECT series_id, count(*)::int AS count, min(value) AS minimum, max(value) AS maximum, max(step) AS last_step,
            (array_agg(value ORDER BY step DESC))[1] AS last
          FROM metric_point WHERE series_id IN ${ofRun} GROUP BY series_id) AS kept
    WHERE series.id = kept.series_id RETURNING series.id, series.count`
  const long = left.filter(({ count }) => count >= BUCKETED_FROM).map(({ id }) => id)
  await beginBuckets(throughPrisma(tx), long)
}

async function removeResults(tx: Transaction, { id: runId, config }: Run, epoch: number): Promise<void> {
  const splits = testedOnly(config)
  const removal: { where: Prisma.ConfusionMatrixWhereInput & Prisma.PredictionSetWhereInput } = {
    where: { runId, OR: [{ epoch: { gt: epoch } }, { split: { in: splits } }] },
  }
  await keepMatricesInLog(tx, runId, { after: epoch, splits })
  await tx.confusionMatrix.deleteMany(removal)
  await tx.predictionSet.deleteMany(removal)
  await tx.layerHistogram.deleteMany({ where: { runId, epoch: { gt: epoch } } })
  // It comes after the last epoch, also where it judges the weights of an earlier one.
  await tx.evaluation.deleteMany({ where: { runId } })
  await tx.epoch.deleteMany({ where: { runId, index: { gt: epoch } } })
}

/** Where it validates on images of its own, only the last evaluation judges by the test set. */
function testedOnly(config: Run['config']): Split[] {
  const validates = runConfig.safeParse(config).data?.validationSplit ?? null
  return validates === null ? [] : ['TEST']
}
