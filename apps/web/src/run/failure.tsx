import { CircleAlert } from 'lucide-react'
import type { RunOnPage } from './apply-run-event.ts'
import classes from './failure.module.css'

/** Why a run failed, where nobody can miss it. */
export function Failure({ run }: { readonly run: RunOnPage }) {
  if (run.status !== 'FAILED') return null
  return (
    <section className={classes.failure} role="alert">
      <CircleAlert size={16} aria-hidden="true" />
      <div>
        <h2>The training failed{run.epochsCompleted > 0 && ` after epoch ${run.epochsCompleted}`}</h2>
        <p>{run.error ?? 'No reason was recorded.'}</p>
      </div>
    </section>
  )
}
