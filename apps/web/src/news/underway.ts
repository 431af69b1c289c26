import type { NewsRunFragment as NewsRun } from '#gql/graphql.ts'
import { isOver } from '../run-state/status.ts'

/** Runs that are not over, by id, as they were last heard of. */
export type Underway = ReadonlyMap<string, NewsRun>

type Change = { readonly runId: string; readonly run?: NewsRun | null }

/** What is underway after a piece of news, and the run that it ended: one that was known to be underway before. */
export function takeNews(
  known: Underway,
  { runId, run }: Change,
): { readonly underway: Underway; readonly ended: NewsRun | null } {
  const before = known.get(runId)
  const goesOn = run != null && !isOver(run.status)
  if (!goesOn && before === undefined) return { underway: known, ended: null }
  const underway = new Map(known)
  if (goesOn) underway.set(runId, run)
  else underway.delete(runId)
  return { underway, ended: goesOn ? null : (run ?? null) }
}

/** How far all that trains is together, from 0 to 1; null while nothing does. */
export function sharedProgress(underway: Underway): number | null {
  const running = [...underway.values()].filter(({ status }) => status === 'RUNNING')
  if (running.length === 0) return null
  return running.reduce((sum, { progress }) => sum + progress, 0) / running.length
}
