import { fromPrisma, PgBoss } from 'pg-boss'
import { z } from 'zod'
import type { Transaction } from '../database.ts'

const QUEUE = 'train'
const TEN_YEARS = 10 * 365 * 24 * 3600
const ONE_DAY = 24 * 3600

const jobData = z.object({ runId: z.uuid() })

/**
 * Runs that wait for a worker, in a pg-boss queue. Putting in and taking out join the caller's transaction, so a
 * queued run always has its job and a worker that dies while claiming leaves both as they were.
 */
export type RunQueue = {
  /** @param first before those that wait: for one that was in training, at the earliest after so many seconds */
  put(tx: Transaction, runId: string, first?: { readonly afterSeconds: number }): Promise<void>
  /** Takes the run that has waited longest, for good when the transaction commits. Undefined: none waits. */
  take(tx: Transaction): Promise<string | undefined>
  stop(): Promise<void>
}

/** Opens the queue. `tidy`: also sweep up finished jobs now and then, as workers do. */
export async function openRunQueue(
  url: string,
  options: { readonly tidy: boolean; onError(error: Error): void },
): Promise<RunQueue> {
  const boss = new PgBoss({
    ...{ connectionString: url, max: 2, application_name: 'atelier-queue' },
    ...{ migrate: false, schedule: false, supervise: options.tidy, registerInstance: false },
  })
  boss.on('error', options.onError)
  await boss.start()
  return {
    async put(tx, runId, first) {
      const place = first ? { priority: 1, startAfter: first.afterSeconds } : {}
      const job = await boss.send(QUEUE, { runId }, { db: fromPrisma(tx), ...place })
      if (job === null) throw new Error(`run ${runId} was not queued: the queue "${QUEUE}" refused its job`)
    },
    async take(tx) {
      const db = fromPrisma(tx)
      const [job] = await boss.fetch(QUEUE, { db })
      if (!job) return undefined
      await boss.complete(QUEUE, job.id, null, { db })
      return jobData.parse(job.data).runId
    },
    stop: () => boss.stop({ graceful: false }),
  }
}

/** Creates pg-boss's tables and our queue, or brings them up to this version's. Quick when nothing is to do. */
export async function migrateRunQueue(url: string): Promise<void> {
  const boss = new PgBoss({
    ...{ connectionString: url, max: 1, application_name: 'atelier-migrate' },
    ...{ schedule: false, supervise: false, registerInstance: false },
  })
  // A lost connection also rejects the call that needed it; without a listener it would end the process first.
  boss.on('error', () => {})
  try {
    await boss.start()
    // The run's own lease guards its training, so a job lives only from launch to claim.
    const options = { retentionSeconds: TEN_YEARS, deleteAfterSeconds: ONE_DAY }
    if (!(await boss.getQueue(QUEUE))) await boss.createQueue(QUEUE, options)
  } finally {
    await boss.stop({ graceful: false })
  }
}
