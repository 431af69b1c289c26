import { type Database, poolOf } from '../database.ts'
import { Prisma, type Run } from '../generated/prisma/client.ts'
import type { Condition } from '../search/condition.ts'
import { conditionSql } from '../search/condition-sql.ts'
import { type RunListOrder, type RunPosition, sortedBy } from '../search/run-order.ts'
import type { RunQuery } from './find-run.ts'
import { readRuns } from './read-runs.ts'

const { sql } = Prisma

export type RunPage = {
  readonly where: Condition
  readonly order: RunListOrder
  readonly first: number
  readonly after: RunPosition | null
  readonly query?: RunQuery
}

export type ListedRun = { readonly run: Run; readonly position: RunPosition }

/**
 * One page of runs. Pages follow one another by position, not by number, so runs that are added or deleted meanwhile
 * neither repeat nor hide others. Runs without what is sorted by follow the others.
 */
export async function listRuns(
  db: Database,
  page: RunPage,
): Promise<{ runs: ListedRun[]; hasNextPage: boolean }> {
  const positions = await listPositions(db, page)
  const onPage = positions.slice(0, page.first)
  if (onPage.length === 0) return { runs: [], hasNextPage: positions.length > 0 }
  const ids = onPage.map(({ id }) => id)
  const found = page.query?.include
    ? await db.run.findMany({ ...page.query, where: { id: { in: ids } } })
    : await readRuns(db, ids)
  const byId = new Map(found.map((run) => [run.id, run]))
  // One that was deleted between the two looks is left out.
  const runs = onPage.flatMap((position) => {
    const run = byId.get(position.id)
    return run ? [{ run, position }] : []
  })
  return { runs, hasNextPage: positions.length > page.first }
}

/** How many runs a condition lets through. */
export async function countRuns(db: Database, where: Condition): Promise<number> {
  const [row] = await read<{ count: number }>(
    db,
    sql`SELECT count(*)::int AS count FROM run r WHERE ${conditionSql(where)}`,
  )
  return row?.count ?? 0
}

/** The positions of a page and, if there is more, of the run after it. */
async function listPositions(db: Database, { where, order, first, after }: RunPage): Promise<RunPosition[]> {
  const { from, value, id, has, hasNot, typed } = sortedBy(order)
  const ascending = order.direction === 'ASC'
  const to = ascending ? sql`ASC` : sql`DESC`
  const beyond = ascending ? sql`>` : sql`<`
  const holds = conditionSql(where)
  const found: RunPosition[] = []
  if (after === null || after.value !== null) {
    const later =
      after?.value != null
        ? sql`(${value}, ${id}) ${beyond} (${typed(after.value)}, ${after.id}::uuid)`
        : sql`true`
    found.push(
      ...(await read<RunPosition>(
        db,
        sql`
        SELECT ${id} AS id, ${value}::text AS value FROM ${from} WHERE ${has} AND ${later} AND ${holds}
        ORDER BY ${value} ${to}, ${id} ${to} LIMIT ${first + 1}::int`,
      )),
    )
  }
  if (hasNot === null || found.length > first) return found
  const later = after !== null && after.value === null ? sql`r.id ${beyond} ${after.id}::uuid` : sql`true`
  const without = await read<{ id: string }>(
    db,
    sql`
    SELECT r.id FROM run r WHERE ${hasNot} AND ${later} AND ${holds}
    ORDER BY r.id ${to} LIMIT ${first + 1 - found.length}::int`,
  )
  return [...found, ...without.map((run) => ({ id: run.id, value: null }))]
}

async function read<Row extends object>(db: Database, { text, values }: Prisma.Sql): Promise<Row[]> {
  return (await poolOf(db).query<Row>({ text, values })).rows
}
