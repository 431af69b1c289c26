import { z } from 'zod'
import type { Database } from '../database.ts'
import { done, type Outcome, refused } from '../outcome.ts'
import { type ListedWorker, withRunsInTraining } from './list-workers.ts'

const uuid = z.uuid()

/**
 * Has a worker finish what it trains and take nothing new, or take runs again. It holds from this commit on: claims
 * look at it in their own transaction.
 */
export async function drainWorker(
  db: Database,
  id: string,
  draining: boolean,
): Promise<Outcome<ListedWorker>> {
  return db.$transaction(async (tx) => {
    const worker = uuid.safeParse(id).success ? await tx.worker.findUnique({ where: { id } }) : null
    if (!worker) return refused(['id'], 'there is no such worker', 'NOT_FOUND')
    if (worker.status === 'STOPPED')
      return refused(['id'], `the worker ${worker.name} has stopped already`, 'ALREADY_ENDED')
    return done(await tx.worker.update({ where: { id }, data: { draining }, ...withRunsInTraining }))
  })
}
