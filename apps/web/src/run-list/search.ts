import { createLoader, parseAsArrayOf, parseAsString, parseAsStringLiteral } from 'nuqs/server'
import type { RunOrder, RunStatus, RunsQueryVariables } from '#gql/graphql.ts'
import { statusNames } from '../run-state/status.ts'
import { kindOf, textOf } from './columns.ts'

/** Runs that the first page of the list asks for. */
const PAGE_SIZE = 50

/** Runs that each further page asks for. */
export const FURTHER_PAGE_SIZE = 100

/** A column's id, with `-` before it from the highest down. */
export type Sort = string
export const NEWEST: Sort = '-created'

/** What of the list's state is in its address, so that a link shows the other person the same. */
export const searchParsers = {
  project: parseAsString,
  q: parseAsString.withDefault(''),
  status: parseAsArrayOf(parseAsStringLiteral(statusNames)).withDefault([]),
  sort: parseAsString.withDefault(NEWEST),
}

export const loadSearch = createLoader(searchParsers)

type Search = { readonly q: string; readonly status: readonly RunStatus[]; readonly sort: Sort }

/** What an address sorts by; the newest first where it says nothing that can be sorted by. */
export function orderOf(sort: Sort): RunOrder {
  const down = sort.startsWith('-')
  const kind = kindOf(down ? sort.slice(1) : sort)
  const by = kind && textOf(kind).sort
  return by ? { ...by, direction: down ? 'DESC' : 'ASC' } : { by: 'CREATED_AT', direction: 'DESC' }
}

/** The query's variables for a project and an address: the same on the server and in the browser. */
export function runsVariables(projectId: string, { q, status, sort }: Search): RunsQueryVariables {
  const filter = status.length > 0 ? { status: [...status] } : {}
  // As it was typed: the place of an error is counted in it.
  return { projectId, search: q.trim() === '' ? '' : q, filter, orderBy: orderOf(sort), first: PAGE_SIZE }
}

export const isFiltered = ({ q, status }: Search): boolean => q.trim() !== '' || status.length > 0
