import { z } from 'zod'
import type { Database } from '../database.ts'
import type { Prisma, Run } from '../generated/prisma/client.ts'
import type { RunStatus } from '../generated/prisma/enums.ts'

const uuid = z.uuid()
const isUuid = (id: string): boolean => uuid.safeParse(id).success

/** What to load with a run: related rows by name, as GraphQL's selection asks for them. */
export type RunQuery = { readonly include?: Prisma.RunInclude }

/** One run, with the related rows that the query names. Null when there is none, also for an id of another form. */
export async function findRun(db: Database, id: string, query: RunQuery = {}): Promise<Run | null> {
  return isUuid(id) ? db.run.findUnique({ where: { id }, ...query }) : null
}

/** Those of the runs that exist, in no order. */
export async function findRuns(db: Database, ids: readonly string[]): Promise<Run[]> {
  return db.run.findMany({ where: { id: { in: ids.filter(isUuid) } } })
}

export type RunState = { readonly status: RunStatus; readonly lastSequence: bigint }

/** Where a run and its event log stand, as of one commit. */
export async function findRunState(db: Database, id: string): Promise<RunState | null> {
  return isUuid(id)
    ? db.run.findUnique({ where: { id }, select: { status: true, lastSequence: true } })
    : null
}
