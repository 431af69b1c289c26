import { z } from 'zod'
import type { Database } from '../database.ts'
import type { Prisma, Run } from '../generated/prisma/client.ts'
import { RunSource, RunStatus } from '../generated/prisma/enums.ts'
import type { RunQuery } from './find-run.ts'

const filter = z.object({
  projectId: z.string().nullish(),
  /** One of these. */
  status: z.array(z.enum(RunStatus)).nullish(),
  source: z.enum(RunSource).nullish(),
  /** All of these. */
  tags: z.array(z.string()).nullish(),
  /** Part of the name or notes, whatever the case, or the number as `42` or `#42`. */
  text: z.string().max(1000).nullish(),
})
export type RunListFilter = z.input<typeof filter>

export const runOrders = ['CREATED_AT', 'NAME', 'STATUS'] as const
export type RunListOrder = { readonly by: (typeof runOrders)[number]; readonly direction: 'ASC' | 'DESC' }

/** Where a page ended: the sorted value and the id of its last run. Opaque to clients. */
export type RunPosition = { readonly value: string; readonly id: string }

export type RunPage = {
  readonly filter: RunListFilter
  readonly order: RunListOrder
  readonly first: number
  readonly after: RunPosition | null
  readonly query?: RunQuery
}

/**
 * One page of runs. Pages follow one another by position, not by number, so runs that are added or deleted meanwhile
 * neither repeat nor hide others.
 */
export async function listRuns(db: Database, page: RunPage): Promise<{ runs: Run[]; hasNextPage: boolean }> {
  const where = conditions(page.filter)
  if (!where) return { runs: [], hasNextPage: false }
  const { by, direction } = page.order
  const to = direction === 'ASC' ? 'asc' : 'desc'
  const found = await db.run.findMany({
    ...page.query,
    where: page.after ? { AND: [where, beyond(page.order, page.after)] } : where,
    orderBy: [{ [columns[by]]: to }, { id: to }],
    take: page.first + 1,
  })
  return { runs: found.slice(0, page.first), hasNextPage: found.length > page.first }
}

/** How many runs a filter lets through. */
export async function countRuns(db: Database, filter: RunListFilter): Promise<number> {
  const where = conditions(filter)
  return where ? db.run.count({ where }) : 0
}

/** The position of a run in an order: what the next page begins after. */
export function positionOf(run: Run, { by }: RunListOrder): RunPosition {
  const value = run[columns[by]]
  return { value: value instanceof Date ? value.toISOString() : value, id: run.id }
}

const columns = { CREATED_AT: 'createdAt', NAME: 'name', STATUS: 'status' } as const

/** Undefined when nothing can match. */
function conditions(raw: RunListFilter): Prisma.RunWhereInput | undefined {
  const { projectId, status, source, tags, text } = filter.parse(raw)
  if (projectId != null && !z.uuid().safeParse(projectId).success) return undefined
  const words = text?.trim() ?? ''
  // LIKE's own signs stand for themselves in what people search.
  const contains = { contains: words.replace(/[\\%_]/g, '\\$&'), mode: 'insensitive' } as const
  const number = /^#?(\d{1,9})$/.exec(words)?.[1]
  return {
    ...(projectId != null && { projectId }),
    ...(status != null && { status: { in: status } }),
    ...(source != null && { source }),
    ...(tags != null && { tags: { hasEvery: tags } }),
    ...(words !== '' && {
      OR: [{ name: contains }, { notes: contains }, ...(number ? [{ number: Number(number) }] : [])],
    }),
  }
}

function beyond({ by, direction }: RunListOrder, { value, id }: RunPosition): Prisma.RunWhereInput {
  const than = direction === 'ASC' ? 'gt' : 'lt'
  const sameButLater = { id: { [than]: id } }
  switch (by) {
    case 'CREATED_AT': {
      const createdAt = new Date(value)
      return { OR: [{ createdAt: { [than]: createdAt } }, { createdAt, ...sameButLater }] }
    }
    case 'NAME':
      return { OR: [{ name: { [than]: value } }, { name: value, ...sameButLater }] }
    case 'STATUS': {
      // PostgreSQL sorts an enum by its declaration.
      const statuses = Object.values(RunStatus)
      const status = z.enum(RunStatus).parse(value)
      const at = statuses.indexOf(status)
      const later = direction === 'ASC' ? statuses.slice(at + 1) : statuses.slice(0, at)
      return { OR: [{ status: { in: later } }, { status, ...sameButLater }] }
    }
  }
}
