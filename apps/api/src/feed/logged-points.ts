import { type Database, findLoggedPoints, type LoggedEvent, type LoggedPoint } from '@atelier/db'
import { type Reading, readOnce } from './read-once.ts'

type MetricsLogged = Extract<LoggedEvent, { readonly type: 'MetricsLogged' }>
export type LoggedPoints = (event: MetricsLogged) => Promise<LoggedPoint[]>

/** Points that are kept in memory at most, over all events. */
const KEPT_POINTS = 100_000

/** The points of MetricsLogged events, whose log names only where they are stored. */
export const loggedPoints = (db: Database, reading: Reading): LoggedPoints =>
  readOnce(reading, {
    most: KEPT_POINTS,
    sizeOf: ({ length }) => length,
    read: ({ runId, payload }: MetricsLogged) => findLoggedPoints(db, runId, payload),
  })
