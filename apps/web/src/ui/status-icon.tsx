import type { ReactNode } from 'react'
import type { RunStatus } from '#gql/graphql.ts'
import { statuses } from '../run-state/status.ts'
import classes from './status-icon.module.css'

/** State as shape and colour together, so that neither has to be seen for the other. */
const shapes: { readonly [Status in RunStatus]: ReactNode } = {
  QUEUED: <circle cx="8" cy="8" r="5.25" />,
  RUNNING: (
    <>
      <circle cx="8" cy="8" r="5.25" opacity="0.28" />
      <path d="M8 2.75A5.25 5.25 0 0 1 13.25 8" className={classes.turning} />
    </>
  ),
  PAUSED: <path d="M5.75 3.5v9M10.25 3.5v9" strokeWidth="2.25" />,
  COMPLETED: <path d="m3.25 8.5 3.25 3.25 6.25-7" strokeWidth="2" />,
  FAILED: <path d="m4 4 8 8m0-8-8 8" strokeWidth="2" />,
  STOPPED: <rect x="4" y="4" width="8" height="8" rx="1" />,
}

type Props = { readonly status: RunStatus; readonly labelled?: boolean }

/** `labelled` where no word beside it says the same. */
export function StatusIcon({ status, labelled = false }: Props) {
  const { label } = statuses[status]
  const drawing = (
    <svg
      className={classes.icon}
      data-status={status}
      viewBox="0 0 16 16"
      width="16"
      height="16"
      aria-hidden="true"
    >
      {shapes[status]}
    </svg>
  )
  if (!labelled) return drawing
  return (
    <span className={classes.labelled} title={label}>
      {drawing}
      <span className="visually-hidden">{label}</span>
    </span>
  )
}
