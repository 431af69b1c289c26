import type { LoggedEvent } from '@atelier/db'
import { LRUCache } from 'lru-cache'
import type { Logger } from 'pino'
import { retried } from './retry.ts'

type Place = Pick<LoggedEvent, 'runId' | 'sequence'>

export const keyOf = ({ runId, sequence }: Place): string => `${runId} ${sequence}`

/** What reads for subscriptions: they outlive a restart of the database. */
export type Reading = {
  readonly log: Logger
  /** Gives reads up that wait for the database. */
  readonly stopping: AbortSignal
}

/**
 * Reads what the log only names, once for all who watch a run: what an event stands for never changes, so it is kept
 * until what is asked for later takes its place.
 */
export function readOnce<Event extends Place, Value extends object>(
  { log, stopping }: Reading,
  how: {
    read(event: Event): Promise<Value>
    sizeOf(value: Value): number
    /** Kept in memory at most, over all events, by their sizes. */
    readonly most: number
  },
): (event: Event) => Promise<Value> {
  const kept = new LRUCache<string, Value, { readonly event: Event }>({
    maxSize: how.most,
    sizeCalculation: (value) => 1 + how.sizeOf(value),
    fetchMethod: (_key, _stale, { context: { event } }) => retried(() => how.read(event), stopping, log),
    // One that loses its place while it is read is still waited for.
    ignoreFetchAbort: true,
  })
  return (event) => kept.forceFetch(keyOf(event), { context: { event } })
}
