import type { Query, Statement } from './query.ts'
import type { LockedSeries } from './series-points.ts'

export type SeriesName = { readonly runId: string; readonly name: string }

const find: Statement = {
  name: 'find-metric-series',
  text: `
    SELECT series.id, series.run_id AS "runId", series.name, series.last_step AS "lastStep", series.count, series.bucketed
    FROM unnest($1::uuid[], $2::text[]) AS asked (run_id, name)
    JOIN metric_series AS series ON series.run_id = asked.run_id AND series.name = asked.name`,
}
const create: Statement = {
  name: 'create-metric-series',
  text: `
    INSERT INTO metric_series (run_id, name) SELECT * FROM unnest($1::uuid[], $2::text[])
    RETURNING id, run_id AS "runId", name, last_step AS "lastStep", count, bucketed`,
}

/** The series of names that are distinct, those that exist; the rows of their runs are locked. */
export const findSeries = (query: Query, names: readonly SeriesName[]): Promise<LockedSeries[]> =>
  query<LockedSeries>(find, columns(names))

/** Makes series that do not exist yet. */
export const createSeries = (query: Query, names: readonly SeriesName[]): Promise<LockedSeries[]> =>
  query<LockedSeries>(create, columns(names))

const columns = (names: readonly SeriesName[]): string[][] => [
  names.map(({ runId }) => runId),
  names.map(({ name }) => name),
]
