import type { Reference } from '@apollo/client'
import { type RelayFieldPolicy, relayStylePagination } from '@apollo/client/utilities'

const pages = relayStylePagination(['projectId', 'search', 'filter', 'orderBy'])

/**
 * Pages of runs as one list. The first page asked for again takes the place of what it covers: the pages below it stay,
 * so that a person who reads there stays where they are.
 */
export const runsPolicy: RelayFieldPolicy<Reference> = {
  ...pages,
  merge(existing, incoming, options) {
    if (typeof pages.merge !== 'function') return existing ?? null
    const merged = pages.merge(existing, incoming, options)
    const isFirst = options.args?.after == null
    if (!isFirst || !existing || !merged || !incoming?.pageInfo?.hasNextPage) return merged
    const fresh = (incoming.edges ?? []).flatMap((edge) => refOf(edge) ?? [])
    const covered = new Set(fresh)
    const last = fresh.findLast((ref) => existing.edges.some((edge) => refOf(edge) === ref))
    const below = existing.edges.findIndex((edge) => refOf(edge) === last) + 1
    const rest = below === 0 ? [] : existing.edges.slice(below)
    const kept = rest.filter((edge) => !covered.has(refOf(edge) ?? ''))
    if (kept.length === 0) return merged
    const { hasNextPage, endCursor } = existing.pageInfo
    return {
      ...merged,
      edges: [...merged.edges, ...kept],
      pageInfo: { ...merged.pageInfo, hasNextPage, endCursor },
    }
  },
}

const refOf = (edge: { readonly node?: Reference } | Reference): string | undefined =>
  'node' in edge ? edge.node?.__ref : undefined
