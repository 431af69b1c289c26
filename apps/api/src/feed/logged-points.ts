import { type Database, findLoggedPoints, type LoggedEvent, type LoggedPoint } from '@atelier/db'

type MetricsLogged = Extract<LoggedEvent, { readonly type: 'MetricsLogged' }>

/** Points that are kept in memory at most, over all events. */
const KEPT_POINTS = 100_000

/**
 * The points of MetricsLogged events, whose log names only where they are stored. Read once for all who watch a run:
 * an event that was just read is kept until newer ones take its place.
 */
export class LoggedPoints {
  readonly #db: Database
  readonly #kept = new Map<string, { readonly size: number; readonly points: Promise<LoggedPoint[]> }>()
  #size = 0

  constructor(db: Database) {
    this.#db = db
  }

  of({ runId, sequence, payload }: MetricsLogged): Promise<LoggedPoint[]> {
    const key = `${runId} ${sequence}`
    const known = this.#kept.get(key)
    if (known) return known.points
    const points = findLoggedPoints(this.#db, runId, payload)
    const size =
      payload.points.length + payload.stored.flatMap(({ steps }) => steps).reduce((sum, [, n]) => sum + n, 0)
    this.#kept.set(key, { size, points })
    this.#size += size
    points.catch(() => this.#drop(key))
    for (const oldest of this.#kept.keys()) {
      if (this.#size <= KEPT_POINTS || oldest === key) break
      this.#drop(oldest)
    }
    return points
  }

  #drop(key: string): void {
    this.#size -= this.#kept.get(key)?.size ?? 0
    this.#kept.delete(key)
  }
}
