import { countRuns, listRuns, positionOf, type RunListOrder, type RunPosition, runOrders } from '@atelier/db'
import { queryFromInfo } from '@pothos/plugin-prisma'
import { z } from 'zod'
import { builder } from './builder.ts'
import { RunSource, RunStatus } from './enums.ts'
import { badInput, connectionOf, DEFAULT_PAGE, pageArgs, pageComplexity } from './paging.ts'
import { Run } from './run.ts'

const RunFilter = builder.inputType('RunFilter', {
  description: 'Which runs: all that is given must hold.',
  fields: (t) => ({
    status: t.field({ type: [RunStatus], description: 'One of these.' }),
    source: t.field({ type: RunSource, description: 'This one.' }),
    tags: t.stringList({ description: 'All of these.' }),
    text: t.string({
      description: 'Part of the name or the notes, whatever the case, or the number as `42` or `#42`.',
      validate: { maxLength: 200 },
    }),
  }),
})

const RunOrderField = builder.enumType('RunOrderField', {
  description: 'What runs are sorted by.',
  values: {
    CREATED_AT: { description: 'When they were launched.' },
    NAME: { description: 'Their names.' },
    STATUS: { description: 'Their status, in the order of RunStatus.' },
  } satisfies Record<(typeof runOrders)[number], unknown>,
})

const Direction = builder.enumType('Direction', {
  description: 'Which end comes first.',
  values: {
    ASC: { description: 'The smallest or oldest.' },
    DESC: { description: 'The largest or newest.' },
  },
})

const RunOrder = builder.inputType('RunOrder', {
  description: 'The order of runs; those that are equal follow the order of their launch.',
  fields: (t) => ({
    by: t.field({ type: RunOrderField, required: true, description: 'What they are sorted by.' }),
    direction: t.field({
      type: Direction,
      required: true,
      defaultValue: 'DESC',
      description: 'Which end comes first.',
    }),
  }),
})

const RunConnection = builder.connectionObject(
  { type: Run, name: 'RunConnection', description: 'A page of runs.' },
  { name: 'RunEdge', description: 'One run of a page.' },
)

const runCursor = z.tuple([z.enum(runOrders), z.enum(['ASC', 'DESC']), z.string(), z.uuid()])

const encode = ({ by, direction }: RunListOrder, { value, id }: RunPosition): string =>
  Buffer.from(JSON.stringify([by, direction, value, id])).toString('base64url')

/** The position in a cursor. @throws GraphQLError BAD_USER_INPUT when it is none, or of a list in another order */
function decode(cursor: string, order: RunListOrder): RunPosition {
  const [by, direction, value, id] = parseCursor(cursor)
  if (by !== order.by || direction !== order.direction)
    throw badInput(
      `after: this cursor is of a list ordered by ${by} ${direction}, not by ${order.by} ${order.direction}.`,
    )
  return { value, id }
}

function parseCursor(cursor: string): z.output<typeof runCursor> {
  try {
    return runCursor.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()))
  } catch {
    throw badInput('after: this is not a cursor that this server gave out.')
  }
}

builder.queryFields((t) => ({
  runs: t.field({
    type: RunConnection,
    description: 'Runs, newest first unless ordered otherwise.',
    args: {
      projectId: t.arg.id({ description: 'Only those of this project.' }),
      filter: t.arg({ type: RunFilter, description: 'Only those that match.' }),
      orderBy: t.arg({ type: RunOrder, description: 'Null: newest first.' }),
      ...pageArgs,
    },
    complexity: pageComplexity,
    resolve: async (_root, { projectId, filter, orderBy, first, after }, context, info) => {
      const { db } = context
      const order = orderBy ?? { by: 'CREATED_AT', direction: 'DESC' }
      const { include } = queryFromInfo({ context, info, path: ['edges', 'node'] })
      const { runs, hasNextPage } = await listRuns(db, {
        ...{ filter: { ...filter, projectId }, order, query: include ? { include } : {} },
        ...{ first: first ?? DEFAULT_PAGE, after: after == null ? null : decode(after, order) },
      })
      const edges = runs.map((node) => ({ cursor: encode(order, positionOf(node, order)), node }))
      return connectionOf(edges, {
        after,
        hasNextPage,
        totalCount: () => countRuns(db, { ...filter, projectId }),
      })
    },
  }),
}))
