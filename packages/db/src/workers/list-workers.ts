import type { Database } from '../database.ts'
import type { Prisma, Run, Worker } from '../generated/prisma/client.ts'

/** A worker with what it trains, the run that it took first at the front. */
export type ListedWorker = Worker & { readonly runs: readonly Run[] }

export const withRunsInTraining = {
  include: { runs: { where: { status: { in: ['RUNNING', 'PAUSED'] } }, orderBy: { startedAt: 'asc' } } },
} as const satisfies Pick<Prisma.WorkerFindManyArgs, 'include'>

/** Worker processes that are up, or were within the last day, each with the runs it trains. Newest first. */
export async function listWorkers(db: Database): Promise<ListedWorker[]> {
  return db.worker.findMany({ orderBy: { startedAt: 'desc' }, ...withRunsInTraining })
}
