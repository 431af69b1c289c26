import type { Database } from '../database.ts'
import type { Run, Worker } from '../generated/prisma/client.ts'

export type ListedWorker = Worker & { readonly run: Run | null }

/** Worker processes that are up, or were within the last day, each with the run it trains. Newest first. */
export async function listWorkers(db: Database): Promise<ListedWorker[]> {
  const workers = await db.worker.findMany({
    orderBy: { startedAt: 'desc' },
    include: { runs: { where: { status: { in: ['RUNNING', 'PAUSED'] } }, take: 1 } },
  })
  return workers.map(({ runs, ...worker }) => ({ ...worker, run: runs[0] ?? null }))
}
