import { RotateCcw } from 'lucide-react'
import { ExactTime } from '../ui/exact-time.tsx'
import type { RunOnPage } from './apply-run-event.ts'
import classes from './attempts.module.css'

/** How often a run was taken up again, and why: nothing where it went through at once. */
export function Attempts({ run }: { readonly run: RunOnPage }) {
  const ended = run.attempts.filter(({ cause }) => cause !== null)
  if (run.attempts.length < 2 && (ended.length === 0 || run.status === 'FAILED')) return null
  return (
    <details className={classes.attempts ?? ''}>
      <summary>
        <RotateCcw size={14} aria-hidden="true" />
        Attempt {run.attempts.length}
        {run.attempts.length > 1 && <>, {goesOn(run.attempts.at(-1)?.fromEpoch ?? 0)}</>}; at most{' '}
        {run.maxRestarts} restarts after failures
      </summary>
      <ol>
        {ended.map(({ number, workerName, fromEpoch, endedAt, reason }) => (
          <li key={number}>
            <span className={classes.who ?? ''}>
              {number}. {workerName}, {goesOn(fromEpoch)}
              {endedAt !== null && (
                <>
                  , until <ExactTime at={endedAt} />
                </>
              )}
            </span>
            <span>{reason}</span>
          </li>
        ))}
      </ol>
    </details>
  )
}

const goesOn = (epoch: number): string => (epoch === 0 ? 'from the start' : `after epoch ${epoch}`)
