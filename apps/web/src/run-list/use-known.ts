'use client'

import { useMemo, useState } from 'react'
import type { RunRowFieldsFragment as Row } from '#gql/graphql.ts'
import { namesOf } from './columns.ts'
import type { Known } from './search-completion.ts'

/** Names of metrics, parameters, tags and people that the page has seen: a search that finds nothing forgets none. */
export function useKnown(runs: readonly Row[]): Known {
  const found = useMemo(
    () => ({
      ...namesOf(runs),
      tags: runs.flatMap((run) => run.tags),
      people: runs.flatMap((run) => run.createdBy?.name ?? []),
    }),
    [runs],
  )
  const [known, setKnown] = useState<Known>({ metrics: [], parameters: [], tags: [], people: [] })
  const metrics = joined(known.metrics, found.metrics)
  const parameters = joined(known.parameters, found.parameters)
  const tags = joined(known.tags, found.tags)
  const people = joined(known.people, found.people)
  const isSame =
    metrics === known.metrics &&
    parameters === known.parameters &&
    tags === known.tags &&
    people === known.people
  if (isSame) return known
  const now = { metrics, parameters, tags, people }
  setKnown(now)
  return now
}

/** The same list where nothing is new. */
function joined(before: readonly string[], found: readonly string[]): readonly string[] {
  const all = new Set([...before, ...found])
  return all.size === before.length ? before : [...all].sort()
}
