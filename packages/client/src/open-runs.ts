import type { Run } from './run.ts'

/** Runs that nobody has finished yet. */
const open = new Set<Pick<Run, 'finish' | 'abandon'>>()
let isWatching = false

/**
 * Ends a run with its script: completed when the script has nothing left to do, failed when an exception ends it. A
 * script that is killed says nothing; `atelier sync` then ends the run as failed.
 */
export function closeAtExit(run: Pick<Run, 'finish' | 'abandon'>): void {
  open.add(run)
  if (isWatching) return
  isWatching = true
  process.on('beforeExit', () => {
    for (const each of open) void each.finish()
  })
  process.on('uncaughtExceptionMonitor', (error) => {
    for (const each of open) each.abandon('FAILED', `${error.name}: ${error.message}`)
  })
  process.on('exit', (code) => {
    const failed = code === 0 ? null : `The script ended with status ${code}.`
    for (const each of open) each.abandon(failed === null ? 'COMPLETED' : 'FAILED', failed)
  })
}

closeAtExit.forget = (run: Pick<Run, 'finish' | 'abandon'>): void => {
  open.delete(run)
}
