import type { RunRowFieldsFragment as Row } from '#gql/graphql.ts'
import { BY_SETTINGS } from './by-settings.ts'
import { parametersOf, type Statistic, valueText } from './columns.ts'
import { metricOf } from './metric-of.ts'

export type GroupedRun = Pick<Row, 'id' | 'status' | 'parameters' | 'summary'>

/** Runs that share a value, or everything but the seed. */
export type Group = {
  readonly key: string
  /** What they share, a name and a value each; an absent value is undefined. */
  readonly shared: readonly (readonly [name: string, value: unknown])[]
  readonly runs: readonly GroupedRun[]
  /** Seeds that they have, each counted once. */
  readonly seeds: number
}

const SEED = /(^|[._])seed$/i
/** Say which run is which, not how it trains. */
const NOT_SETTINGS = /^forkedFrom\./

/**
 * Groups runs by a parameter, or by everything but the seed (`BY_SETTINGS`), the largest groups first. Of settings those
 * that differ between the groups are named.
 */
export function groupRuns(runs: readonly GroupedRun[], by: string): readonly Group[] {
  const groups = new Map<string, GroupedRun[]>()
  for (const run of runs) {
    const key = by === BY_SETTINGS ? settingsKey(run) : JSON.stringify(parametersOf(run).get(by) ?? null)
    const group = groups.get(key)
    if (group) group.push(run)
    else groups.set(key, [run])
  }
  const firsts = [...groups.values()].flatMap((group) => group[0] ?? [])
  const names = by === BY_SETTINGS ? namesThatDiffer(firsts) : [by]
  return [...groups]
    .map(([key, members]) => ({
      key,
      shared: names.map((name) => [name, members[0] && parametersOf(members[0]).get(name)] as const),
      runs: members,
      seeds: new Set(members.map((run) => valueText(seedOf(run)))).size,
    }))
    .sort((one, other) => other.runs.length - one.runs.length)
}

const isSetting = (name: string): boolean => !SEED.test(name) && !NOT_SETTINGS.test(name)

const settingsKey = (run: GroupedRun): string =>
  JSON.stringify(
    [...parametersOf(run)].filter(([name]) => isSetting(name)).sort(([a], [b]) => (a < b ? -1 : 1)),
  )

const seedOf = (run: GroupedRun): unknown => [...parametersOf(run)].find(([name]) => SEED.test(name))?.[1]

function namesThatDiffer(runs: readonly GroupedRun[]): readonly string[] {
  const names = new Set(runs.flatMap((run) => [...parametersOf(run).keys()]).filter(isSetting))
  return [...names].filter(
    (name) => new Set(runs.map((run) => valueText(parametersOf(run).get(name)))).size > 1,
  )
}

export type Spread = { readonly count: number; readonly mean: number; readonly deviation: number | null }

/** Mean and sample standard deviation of a metric over the runs that have it; undefined where none has. */
export function spreadOf(
  runs: readonly GroupedRun[],
  metric: string,
  statistic: Statistic,
): Spread | undefined {
  const values = runs
    .flatMap((run) => metricOf(run, metric, statistic) ?? [])
    .filter((value) => Number.isFinite(value))
  if (values.length === 0) return undefined
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0)
  const deviation = values.length > 1 ? Math.sqrt(squares / (values.length - 1)) : null
  return { count: values.length, mean, deviation }
}

/** The search that finds the runs of a group by a parameter. */
export function searchFor(name: string, value: unknown): string {
  const key = /[\s"()<>=:!]/.test(name) ? `"${name.replace(/["\\]/g, '\\$&')}"` : `param.${name}`
  if (value == null) return `-has:${key.startsWith('"') ? key : name}`
  const text = valueText(value)
  // Text that looks like another value goes into quotes too.
  const plain = typeof value !== 'string' || /^(?!(?:true|false|null)$)[a-z][\w.-]*$/i.test(text)
  return `${key}=${plain ? text : `"${text.replace(/["\\]/g, '\\$&')}"`}`
}
