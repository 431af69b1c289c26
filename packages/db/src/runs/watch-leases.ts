import type { Database } from '../database.ts'
import type { Run } from '../generated/prisma/client.ts'
import type { RunQueue } from '../queue/run-queue.ts'
import { type ExpiredLease, findExpiredLeases, interruptExpiredRun } from './expired-leases.ts'

export type LeaseWatch = {
  /** From one look to the next: more than from one renewal of a lease to the next. */
  readonly everyMs: number
  /** A run was let go of, since its worker stopped answering. */
  onLost(run: Run): void
  onError(error: unknown): void
}

/**
 * Lets go of the runs of workers that died, for as long as it is not stopped. A lease must be found expired, and
 * unchanged, at two looks in a row: after the database or the whole machine was away every lease has expired, and living
 * workers need a moment to renew theirs. Several processes may watch at once.
 */
export function watchLeases(
  db: Database,
  queue: RunQueue,
  { everyMs, onLost, onError }: LeaseWatch,
): { readonly stop: () => Promise<void> } {
  let suspects = new Map<string, ExpiredLease>()
  const look = async () => {
    const expired = await findExpiredLeases(db)
    const before = suspects
    suspects = new Map(expired.map((lease) => [lease.runId, lease]))
    for (const lease of expired) {
      if (!isSame(before.get(lease.runId), lease)) continue
      const run = await interruptExpiredRun(db, queue, lease)
      if (run) onLost(run)
    }
  }
  let looking: Promise<void> | undefined
  const begin = () => {
    looking ??= look()
      .catch(onError)
      .finally(() => {
        looking = undefined
      })
  }
  const timer = setInterval(begin, everyMs)
  begin()
  return {
    async stop() {
      clearInterval(timer)
      await looking
    },
  }
}

const isSame = (one: ExpiredLease | undefined, other: ExpiredLease): boolean =>
  one?.leaseNumber === other.leaseNumber && one.expiredAt.getTime() === other.expiredAt.getTime()
