import type { Database } from '../database.ts'
import type { Worker } from '../generated/prisma/client.ts'

export type WorkerFacts = {
  readonly name: string
  readonly host: string
  readonly device: string
  /** Runs that it trains at most at once: 1 unless told. */
  readonly slots?: number
}

/**
 * Enters a worker process. Rows of processes that were last seen over a day ago are swept out on the way, and those of
 * its own name and machine that have stopped: it is started again.
 */
export async function registerWorker(db: Database, facts: WorkerFacts): Promise<Worker> {
  return db.$transaction(async (tx) => {
    await tx.$executeRaw`
      DELETE FROM worker WHERE last_seen_at < now() - interval '1 day'
        OR (name = ${facts.name} AND host = ${facts.host} AND status = 'STOPPED')`
    return tx.worker.create({ data: { ...facts, status: 'IDLE', lastSeenAt: new Date() } })
  })
}
