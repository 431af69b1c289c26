import type { RunStatus } from '#gql/graphql.ts'

/** Everything that the page says about a status; total, so a new status shows up here as a type error. */
export const statuses: {
  readonly [Status in RunStatus]: { readonly label: string; readonly over: boolean }
} = {
  QUEUED: { label: 'queued', over: false },
  RUNNING: { label: 'running', over: false },
  PAUSED: { label: 'paused', over: false },
  COMPLETED: { label: 'completed', over: true },
  FAILED: { label: 'failed', over: true },
  STOPPED: { label: 'stopped', over: true },
}

export const statusNames: readonly RunStatus[] = [
  'QUEUED',
  'RUNNING',
  'PAUSED',
  'COMPLETED',
  'FAILED',
  'STOPPED',
]

/** True once nothing more happens in a run by itself. */
export const isOver = (status: RunStatus): boolean => statuses[status].over
