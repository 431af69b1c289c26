import { setTimeout } from 'node:timers/promises'
import { type Database, isDatabaseAway, LeaseLostError } from '@atelier/db'
import type { Logger } from 'pino'

const FIRST_WAIT_MS = 100
const LONGEST_WAIT_MS = 2000
const MOST_ANSWERED_FAILURES = 4

export type Insistence = {
  readonly db: Database
  /** Told of every failed attempt that is followed by another. */
  onFailure(error: unknown): void
  /** Gives up, with the last error, when aborted. */
  readonly signal?: AbortSignal | undefined
}

/**
 * Does what must not be lost: as long as the database is away, or its disk full, it is tried again and again. `act` must be safe to
 * repeat, since an answer can be lost after the commit.
 * @throws LeaseLostError at once; any other error when it comes back several times from a database that answers.
 */
export async function insist<T>(act: () => Promise<T>, { db, onFailure, signal }: Insistence): Promise<T> {
  let answeredFailures = 0
  for (let wait = FIRST_WAIT_MS; ; wait = Math.min(wait * 2, LONGEST_WAIT_MS)) {
    try {
      return await act()
    } catch (error) {
      if (error instanceof LeaseLostError || signal?.aborted) throw error
      if (!isDatabaseAway(error) && (await answers(db))) answeredFailures += 1
      if (answeredFailures >= MOST_ANSWERED_FAILURES) throw error
      onFailure(error)
      await setTimeout(wait, undefined, { signal }).catch(() => {})
    }
  }
}

export type Insist = <T>(act: () => Promise<T>) => Promise<T>

/** insist for the records of one run, until its worker must go; the run's logger hears of every failed attempt. */
export const insistFor =
  ({ db, giveUp }: { readonly db: Database; readonly giveUp: AbortSignal }, log: Logger): Insist =>
  (act) =>
    insist(act, {
      ...{ db, signal: giveUp },
      onFailure: (error) => log.warn({ err: error }, 'not recorded yet: trying again'),
    })

const answers = (db: Database): Promise<boolean> =>
  db.$executeRaw`SELECT 1`.then(
    () => true,
    () => false,
  )
