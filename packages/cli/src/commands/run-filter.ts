import { Failure } from '../fail.ts'
import type { RunFilter, RunStatus } from '../gql/graphql.ts'

const STATUSES = {
  ...{ queued: 'QUEUED', running: 'RUNNING', paused: 'PAUSED' },
  ...{ completed: 'COMPLETED', failed: 'FAILED', stopped: 'STOPPED' },
} as const satisfies Record<string, RunStatus>
const SOURCES = { launched: 'LAUNCHED', logged: 'LOGGED' } as const

/** `status:running tag:baseline some words`: several of a status are either, everything else must hold together. */
export function filterOf(search: string): RunFilter {
  const status: RunStatus[] = []
  const tags: string[] = []
  const words: string[] = []
  let source: RunFilter['source'] = null
  for (const [word, quoted] of search.matchAll(/"([^"]*)"|\S+/g)) {
    const [, key = '', value = ''] = (quoted === undefined && /^(\w+):(.+)$/.exec(word)) || []
    if (key === '') words.push(quoted ?? word)
    else if (key === 'status') status.push(chosen('status', STATUSES, value))
    else if (key === 'source') source = chosen('source', SOURCES, value)
    else if (key === 'tag') tags.push(value)
    else throw new Failure(`--filter knows status:, source: and tag:, not '${key}:'`, 2)
  }
  return {
    ...(status.length > 0 && { status }),
    ...(tags.length > 0 && { tags }),
    ...(words.length > 0 && { text: words.join(' ') }),
    source,
  }
}

function chosen<T>(key: string, among: Readonly<Record<string, T>>, value: string): T {
  const found = Object.hasOwn(among, value) ? among[value] : undefined
  if (found !== undefined) return found
  throw new Failure(`--filter: ${key} is one of ${Object.keys(among).join(', ')}, not '${value}'`, 2)
}
