import type { Database } from '../database.ts'
import type { Prisma, Run, Worker } from '../generated/prisma/client.ts'

export type ListedWorker = Worker & { readonly run: Run | null }

export const workerWithRun = {
  include: { runs: { where: { status: { in: ['RUNNING', 'PAUSED'] } }, take: 1 } },
} as const satisfies Pick<Prisma.WorkerFindManyArgs, 'include'>

export const listedWorker = ({ runs, ...worker }: Worker & { readonly runs: Run[] }): ListedWorker => ({
  ...worker,
  run: runs[0] ?? null,
})

/** Worker processes that are up, or were within the last day, each with the run it trains. Newest first. */
export async function listWorkers(db: Database): Promise<ListedWorker[]> {
  const workers = await db.worker.findMany({ orderBy: { startedAt: 'desc' }, ...workerWithRun })
  return workers.map(listedWorker)
}
