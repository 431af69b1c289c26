import { messageOf } from './message-of.ts'
import type { FinalStatus, Run } from './run.ts'

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
  process.on('beforeExit', (code) => {
    for (const each of open) void each.finish(endingOf(code))
  })
  process.on('uncaughtExceptionMonitor', (error) => {
    // Anything can be thrown.
    const told = error instanceof Error ? `${error.name}: ${error.message}` : messageOf(error)
    for (const each of open) each.abandon('FAILED', told)
  })
  process.on('exit', (code) => {
    const { status, error } = endingOf(code)
    for (const each of open) each.abandon(status, error)
  })
}

const endingOf = (code: number): { readonly status: FinalStatus; readonly error: string | null } =>
  code === 0
    ? { status: 'COMPLETED', error: null }
    : { status: 'FAILED', error: `The script ended with status ${code}.` }

closeAtExit.forget = (run: Pick<Run, 'finish' | 'abandon'>): void => {
  open.delete(run)
}
