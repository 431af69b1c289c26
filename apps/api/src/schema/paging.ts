import { GraphQLError } from 'graphql'
import { decodeCursor, encodeCursor } from '../cursor.ts'
import { limits } from '../limits.ts'
import { builder } from './builder.ts'

export const DEFAULT_PAGE = 50

/** The arguments of every connection. */
export const pageArgs = builder.args((t) => ({
  first: t.int({
    defaultValue: DEFAULT_PAGE,
    description: `How many, at most ${limits.pageSize}.`,
    validate: { min: 0, max: limits.pageSize },
  }),
  after: t.string({ description: '`endCursor` of the page before.' }),
}))

/** The same for lists of runs. */
export const runPageArgs = builder.args((t) => ({
  first: t.int({
    defaultValue: DEFAULT_PAGE,
    description: `How many, at most ${limits.runPageSize}.`,
    validate: { min: 0, max: limits.runPageSize },
  }),
  after: t.string({ description: '`endCursor` of the page before.' }),
}))

/**
 * How many an argument asks for, as costs are counted. Whoever resolves it refuses less than none, but later: until then it
 * must not pay for what else the operation asks.
 */
export const askedCount = (asked: number | null | undefined, usual: number): number =>
  Math.max(0, asked ?? usual)

/** Cost of a connection: its answer holds as many nodes as are asked for. */
export const pageComplexity = ({ first }: { first?: number | null | undefined }) => ({
  field: 5,
  // What stands beside the nodes is asked for also where there are none.
  multiplier: Math.max(1, askedCount(first, DEFAULT_PAGE)),
})

/** Of predictions: whatever of them is asked, those of all images are read and put in order. */
export const predictionsComplexity = (args: { first?: number | null | undefined }) => ({
  ...pageComplexity(args),
  field: 100,
})

/** What reading a run takes the server, whatever is asked of it, in fields of an answer. */
const READING_A_RUN = 5

/** For lists of runs, of which scripts read many: `edges`, being a list, already counts as ten. */
export const runPageComplexity = ({ first }: { first?: number | null | undefined }) => ({
  field: 5 + READING_A_RUN * askedCount(first, DEFAULT_PAGE),
  multiplier: Math.max(1, Math.ceil(askedCount(first, DEFAULT_PAGE) / 10)),
})

builder.globalConnectionField('totalCount', (t) =>
  t.int({
    description: 'How many there are on all pages.',
    complexity: 20,
    resolve: ({ totalCount }) => (typeof totalCount === 'function' ? totalCount() : totalCount),
  }),
)

type Edge<T> = { readonly cursor: string; readonly node: T }

/** A page in the shape of Relay's connections. */
export function connectionOf<T>(
  edges: Edge<T>[],
  page: {
    readonly after: unknown
    readonly hasNextPage: boolean
    readonly totalCount: number | (() => Promise<number>)
  },
) {
  return {
    edges,
    totalCount: page.totalCount,
    pageInfo: {
      hasNextPage: page.hasNextPage,
      hasPreviousPage: page.after != null,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  }
}

/** A cursor in a list whose items have a fixed place. */
export const indexCursor = (index: number): string => encodeCursor(BigInt(index))

/** The index in a cursor, null without one. @throws GraphQLError BAD_USER_INPUT when it is not one of ours */
export const parseIndexCursor = (cursor: string | null | undefined): number | null =>
  cursor == null ? null : Number(decodeCursor(cursor))

export const badInput = (message: string): GraphQLError =>
  new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT' } })
