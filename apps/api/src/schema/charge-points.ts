import { countLoggedPoints, type LoggedEvent } from '@atelier/db'
import { GraphQLError, type GraphQLResolveInfo } from 'graphql'
import { limits } from '../limits.ts'
import { selects } from '../selects.ts'

type Path = GraphQLResolveInfo['path']

/** Points that an answer's root field brings so far: one object each time that it is answered. */
const charged = new WeakMap<Path, number>()

const rootOf = (path: Path): Path => (path.prev ? rootOf(path.prev) : path)

/**
 * Refuses events that bring more points than an answer may hold, before the points are read. Only the events tell how
 * many: a call of a script brings one or ten thousand, so that no price of the field is right for both.
 * @throws GraphQLError QUERY_TOO_COMPLEX
 */
export function chargePoints(info: GraphQLResolveInfo, events: readonly LoggedEvent[]): void {
  if (!selects(info, 'points')) return
  const root = rootOf(info.path)
  const points = events.reduce(
    (sum, { type, payload }) => sum + (type === 'MetricsLogged' ? countLoggedPoints(payload) : 0),
    charged.get(root) ?? 0,
  )
  charged.set(root, points)
  if (points <= limits.metricPoints) return
  const most = limits.metricPoints.toLocaleString('en')
  throw new GraphQLError(
    `These events bring more than ${most} points: ask for fewer events at once, or for the points of a metric.`,
    { extensions: { code: 'QUERY_TOO_COMPLEX' } },
  )
}
