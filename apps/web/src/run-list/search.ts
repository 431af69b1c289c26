import { createLoader, parseAsArrayOf, parseAsString, parseAsStringLiteral } from 'nuqs/server'
import type { RunOrder, RunStatus, RunsQueryVariables } from '#gql/graphql.ts'
import { statusNames } from '../run-state/status.ts'

/** Runs that one page of the list asks for. */
export const PAGE_SIZE = 50

const sorts = ['newest', 'oldest', 'name', 'name-desc'] as const
export type Sort = (typeof sorts)[number]

const orders: { readonly [S in Sort]: RunOrder } = {
  newest: { by: 'CREATED_AT', direction: 'DESC' },
  oldest: { by: 'CREATED_AT', direction: 'ASC' },
  name: { by: 'NAME', direction: 'ASC' },
  'name-desc': { by: 'NAME', direction: 'DESC' },
}

/** What of the list's state is in its address, so that a link shows the other person the same. */
export const searchParsers = {
  project: parseAsString,
  q: parseAsString.withDefault(''),
  status: parseAsArrayOf(parseAsStringLiteral(statusNames)).withDefault([]),
  sort: parseAsStringLiteral(sorts).withDefault('newest'),
}

export const loadSearch = createLoader(searchParsers)

type Search = { readonly q: string; readonly status: readonly RunStatus[]; readonly sort: Sort }

/** The query's variables for a project and an address: the same on the server and in the browser. */
export function runsVariables(projectId: string, { q, status, sort }: Search): RunsQueryVariables {
  const filter = status.length > 0 ? { status: [...status] } : {}
  // As it was typed: the place of an error is counted in it.
  return { projectId, search: q.trim() === '' ? '' : q, filter, orderBy: orders[sort], first: PAGE_SIZE }
}

export const isFiltered = ({ q, status }: Search): boolean => q.trim() !== '' || status.length > 0
