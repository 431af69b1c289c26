import { type Database, failSilentRuns, isDatabaseAway, resumeHeardRuns } from '@atelier/db'
import type { Logger } from 'pino'

const LOOK_EVERY_MILLISECONDS = 30_000

/**
 * Keeps the state of scripts' runs true: one whose script was silent too long has failed, one that is heard of again
 * runs. Several processes may do so at once.
 * @param minutes how long a script may be silent; 0: for ever
 */
export function watchSilentScripts(
  db: Database,
  log: Logger,
  minutes: number,
): { readonly stop: () => Promise<void> } {
  let looking: Promise<void> | undefined
  const look = async () => {
    try {
      for (const { id } of await resumeHeardRuns(db))
        log.info({ runId: id }, 'a silent script was heard of again: its run goes on')
      if (minutes === 0) return
      for (const { id } of await failSilentRuns(db, { minutes }))
        log.warn({ runId: id }, 'a script was silent too long: its run failed')
    } catch (error) {
      if (!isDatabaseAway(error)) log.error({ err: error }, 'silent scripts could not be looked for')
    } finally {
      looking = undefined
    }
  }
  const begin = () => {
    looking ??= look()
  }
  const timer = setInterval(begin, LOOK_EVERY_MILLISECONDS)
  begin()
  return {
    async stop() {
      clearInterval(timer)
      await looking
    },
  }
}
