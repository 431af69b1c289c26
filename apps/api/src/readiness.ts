import { type Database, knownMigrations, type Listening, schemaState } from '@atelier/db'
import type { Logger } from 'pino'

/** What a process that is not ready lacks. */
export type Lack = 'database' | 'notifications' | 'migrations' | 'stopping'

export type Readiness = { lacking(): Promise<readonly Lack[]> }

const WITHIN_MILLISECONDS = 3_000

/** Whether this process can serve now: asked anew each time, and answered within a few seconds. */
export function createReadiness(parts: {
  readonly db: Database
  readonly listening: Listening
  readonly stopping: AbortSignal
  readonly log: Logger
}): Readiness {
  const { db, listening, stopping, log } = parts
  // Those of the code that runs: a newer one may be lying in the folder by then.
  const known = knownMigrations()
  return {
    async lacking() {
      if (stopping.aborted) return ['stopping']
      const notifications: Lack[] = listening.connected() ? [] : ['notifications']
      const { promise: late, reject } = Promise.withResolvers<never>()
      const timer = setTimeout(
        () => reject(new Error('the database did not answer in time')),
        WITHIN_MILLISECONDS,
      )
      try {
        const state = await Promise.race([schemaState(db, known), late])
        return state.kind === 'current' ? notifications : [...notifications, 'migrations']
      } catch (error) {
        log.warn({ err: error }, 'not ready: the database does not answer')
        return ['database', ...notifications]
      } finally {
        clearTimeout(timer)
      }
    },
  }
}
