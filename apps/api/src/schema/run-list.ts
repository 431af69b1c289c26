import {
  all,
  any,
  type Condition,
  countRuns,
  filterCondition,
  findProjectIds,
  listRuns,
  parseSearch,
  type RunListFilter,
  SEARCH_LENGTH,
  type SearchError,
} from '@atelier/db'
import { queryFromInfo } from '@pothos/plugin-prisma'
import { GraphQLError } from 'graphql'
import { z } from 'zod'
import { hereOf, seesProject } from '../auth/sight.ts'
import type { Context } from '../context.ts'
import { selects } from '../selects.ts'
import { builder } from './builder.ts'
import { badInput, connectionOf, DEFAULT_PAGE, runPageArgs, runPageComplexity } from './paging.ts'
import { Run } from './run.ts'
import { decodeRunCursor, encodeRunCursor } from './run-cursor.ts'
import { orderOf, RunFilter, RunOrder } from './run-filter.ts'

const SearchErrorType = builder.objectRef<SearchError>('SearchError').implement({
  description: 'Where a search cannot be read.',
  fields: (t) => ({
    message: t.exposeString('message', { description: 'What is wrong, in one sentence.' }),
    position: t.exposeInt('position', { description: 'Where it is wrong: UTF-16 units from the beginning.' }),
    length: t.exposeInt('length', { description: 'How many units are wrong; 0 where something is missing.' }),
    expected: t.stringList({
      description: 'What could stand there.',
      resolve: ({ expected }) => [...expected],
    }),
  }),
})

const RunConnection = builder.connectionObject(
  {
    type: Run,
    name: 'RunConnection',
    description: 'A page of runs.',
    fields: (t) => ({
      searchError: t.field({
        type: SearchErrorType,
        nullable: true,
        description:
          'Why `search` cannot be read; the page is then empty. Who does not ask for this gets an error with the code BAD_USER_INPUT instead, with the same in its extensions.',
        resolve: (page) => ('searchError' in page ? z.custom<SearchError>().parse(page.searchError) : null),
      }),
    }),
  },
  { name: 'RunEdge', description: 'One run of a page.' },
)

const parameterValue = z.union([z.string(), z.number(), z.boolean(), z.null()]).optional()

/** The filter in the words of the database. @throws GraphQLError BAD_USER_INPUT for a value that no parameter has */
function filterOf({ parameters, ...filter }: typeof RunFilter.$inferInput): RunListFilter {
  const checked = parameters?.map(({ equals, ...parameter }, index) => {
    const value = parameterValue.safeParse(equals)
    if (!value.success)
      throw badInput(`filter.parameters.${index}.equals: must be a string, number, truth value or null.`)
    return { ...parameter, ...(value.data !== undefined && { equals: value.data }) }
  })
  return { ...filter, parameters: checked }
}

/** The runs of a project that the viewer sees, or of the workspace where they are now. */
async function placeCondition(context: Context, projectId: string | null | undefined): Promise<Condition> {
  if (projectId == null)
    return { kind: 'projectIds', in: await findProjectIds(context.db, hereOf(context.viewer).id) }
  return (await seesProject(context, projectId)) ? { kind: 'projectId', is: projectId } : any([])
}

builder.queryFields((t) => ({
  runs: t.field({
    type: RunConnection,
    description: 'Runs, newest first unless ordered otherwise.',
    args: {
      projectId: t.arg.id({
        description: 'Only those of this project; null: of all projects of the workspace where you are now.',
      }),
      search: t.arg.string({
        description: `Only those that match, such as \`status:running accuracy>0.9 lr=0.001 tag:baseline created>7d "text"\`, at most ${SEARCH_LENGTH} characters: the grammar is in docs/search.md. What \`filter\` asks for must hold as well.`,
      }),
      filter: t.arg({ type: RunFilter, description: 'Only those that match.' }),
      orderBy: t.arg({ type: RunOrder, description: 'Null: newest first.' }),
      ...runPageArgs,
    },
    complexity: runPageComplexity,
    resolve: async (_root, { projectId, search, filter, orderBy, first, after }, context, info) => {
      const { db } = context
      const searched = parseSearch(search ?? '')
      if (!searched.ok) {
        const { message, ...at } = searched.error
        if (!selects(info, 'searchError'))
          throw new GraphQLError(`search: ${message}`, {
            extensions: { code: 'BAD_USER_INPUT', path: ['search'], ...at },
          })
        const none = connectionOf<never>([], { after, hasNextPage: false, totalCount: 0 })
        return { ...none, searchError: searched.error }
      }
      const order = orderOf(orderBy)
      const within = await placeCondition(context, projectId)
      const where = all([within, filterCondition(filterOf(filter ?? {})), searched.condition])
      const isOnlyCounted = !selects(info, 'edges') && !selects(info, 'pageInfo')
      const { include } = queryFromInfo({ context, info, path: ['edges', 'node'] })
      const { runs, hasNextPage } = await listRuns(db, {
        ...{ where, order, query: include ? { include } : {} },
        first: isOnlyCounted ? 0 : (first ?? DEFAULT_PAGE),
        after: after == null ? null : decodeRunCursor(after, order),
      })
      const edges = runs.map(({ run, position }) => ({ cursor: encodeRunCursor(order, position), node: run }))
      return connectionOf(edges, { after, hasNextPage, totalCount: () => countRuns(db, where) })
    },
  }),
}))
