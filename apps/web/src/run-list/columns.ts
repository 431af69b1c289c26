import { createParser, parseAsArrayOf } from 'nuqs/server'
import type { RunRowFieldsFragment as Row, RunOrder } from '#gql/graphql.ts'

/** One column of the list as its address tells it: `name`, `metric.val_accuracy.max`, `param.learningRate`. */
export type Column = {
  readonly id: string
  /** Pixels. */
  readonly width: number
}

const NARROWEST = 56
const WIDEST = 640

const fixed = {
  name: { label: 'Name', width: 216, sort: { by: 'NAME' } },
  status: { label: 'Status', width: 100, sort: { by: 'STATUS' } },
  progress: { label: 'Progress', width: 176 },
  curve: { label: 'Val. accuracy', title: 'Validation accuracy over the epochs', width: 104 },
  test: { label: 'Test %', title: 'Accuracy on the test set', width: 76, figure: true },
  tags: { label: 'Tags', width: 112 },
  by: { label: 'Who', title: 'Who launched it, or whose script logs it', width: 100 },
  created: { label: 'Created', width: 92, sort: { by: 'CREATED_AT' } },
  speed: { label: 'Speed', title: 'Training images a second', width: 100, figure: true },
} as const satisfies { readonly [id: string]: ColumnText & { readonly width: number } }

export type FixedColumn = keyof typeof fixed
export const fixedColumns = Object.keys(fixed).filter(isFixed)

export type ColumnText = {
  readonly label: string
  readonly title?: string
  /** Numbers, set to the right. */
  readonly figure?: boolean
  /** What the server sorts by when its header is pressed; absent where it cannot. */
  readonly sort?: Omit<RunOrder, 'direction'>
}

const statistics = { last: 'LAST', min: 'MINIMUM', max: 'MAXIMUM' } as const
export type Statistic = keyof typeof statistics
const words: { readonly [S in Statistic]: string } = { last: 'newest', min: 'lowest', max: 'highest' }

/** What a column shows. */
export type ColumnKind =
  | { readonly kind: 'fixed'; readonly id: FixedColumn }
  | { readonly kind: 'metric'; readonly name: string; readonly statistic: Statistic }
  | { readonly kind: 'parameter'; readonly name: string }

const metricId = /^metric\.(.+)\.(last|min|max)$/s
const parameterId = /^param\.(.+)$/s

/** What an id of an address means; undefined for one that means nothing. */
export function kindOf(id: string): ColumnKind | undefined {
  if (isFixed(id)) return { kind: 'fixed', id }
  const [, metric, statistic] = metricId.exec(id) ?? []
  if (metric !== undefined && isStatistic(statistic)) return { kind: 'metric', name: metric, statistic }
  const [, parameter] = parameterId.exec(id) ?? []
  return parameter === undefined ? undefined : { kind: 'parameter', name: parameter }
}

function isFixed(id: string): id is FixedColumn {
  return Object.hasOwn(fixed, id)
}

const isStatistic = (text: string | undefined): text is Statistic =>
  text !== undefined && Object.hasOwn(statistics, text)

/** A share from 0 to 1, which is read in percent. */
export const isShare = (metric: string): boolean => /(^|[_/ .-])acc(uracy)?$/i.test(metric)

/** What stands above a column, and how it is sorted. */
export function textOf(kind: ColumnKind): ColumnText {
  if (kind.kind === 'fixed') return fixed[kind.id]
  if (kind.kind === 'parameter')
    return {
      label: kind.name,
      title: `Parameter ${kind.name}`,
      figure: true,
      sort: { by: 'PARAMETER', parameter: kind.name },
    }
  const { name, statistic } = kind
  const unit = isShare(name) ? ' %' : ''
  return {
    label: `${name}${statistic === 'last' ? '' : ` ${statistic}`}${unit}`,
    title: `Metric ${name}, ${words[statistic]} value${unit && ' in percent'}`,
    figure: true,
    sort: { by: 'METRIC', metric: name, statistic: statistics[statistic] },
  }
}

/** As wide as its header and usual content need. */
export function usualWidth(id: string): number {
  const kind = kindOf(id)
  if (kind?.kind === 'fixed') return fixed[kind.id].width
  const { label } = kind ? textOf(kind) : { label: id }
  return Math.min(180, Math.max(80, label.length * 7 + 24))
}

/** A column as one word of the address: `curve`, `name~320`. */
const parseColumn = createParser<Column>({
  parse: (text) => {
    const [, id = text, width] = /^(.+)~(\d{1,4})$/s.exec(text) ?? []
    if (!kindOf(id)) return null
    return { id, width: width === undefined ? usualWidth(id) : clampWidth(Number(width)) }
  },
  serialize: ({ id, width }) => (width === usualWidth(id) ? id : `${id}~${width}`),
  eq: (one, other) => one.id === other.id && one.width === other.width,
})

/** Which columns are shown, in their order; none in the address shows the usual ones. */
export const parseColumns = parseAsArrayOf(parseColumn)

export const clampWidth = (width: number): number => Math.min(WIDEST, Math.max(NARROWEST, Math.round(width)))

/** A run's parameters by name. */
export function parametersOf({ parameters }: Pick<Row, 'parameters'>): ReadonlyMap<string, unknown> {
  return new Map(typeof parameters === 'object' && parameters !== null ? Object.entries(parameters) : [])
}

/** A parameter's value as text. */
export const valueText = (value: unknown): string =>
  value == null ? '–' : typeof value === 'object' ? JSON.stringify(value) : String(value)

/** Names that the runs have, each once, in order. */
export function namesOf(runs: readonly Pick<Row, 'parameters' | 'summary'>[]) {
  const metrics = new Set<string>()
  const parameters = new Set<string>()
  for (const run of runs) {
    for (const { name } of run.summary) metrics.add(name)
    for (const name of parametersOf(run).keys()) parameters.add(name)
  }
  return { metrics: [...metrics].sort(), parameters: [...parameters].sort() }
}

/** Parameters that people ask for first. */
const FIRST_PARAMETERS = ['model', 'batchSize', 'learningRate', 'lr', 'optimizer', 'precision', 'epochs']
const MOST_PARAMETERS = 4

/** Those that differ between the runs first, at most four. */
export function parametersToShow(runs: readonly Pick<Row, 'parameters' | 'summary'>[]): readonly string[] {
  const differing = parametersThatDiffer(runs)
  const { parameters } = namesOf(runs)
  const first = FIRST_PARAMETERS.filter((name) => parameters.includes(name))
  const wanted = [...first.filter((name) => differing.has(name)), ...differing, ...first]
  return [...new Set(wanted)].filter((name) => name !== 'seed').slice(0, MOST_PARAMETERS)
}

/** Which parameters are not the same for all runs shown: these the eye should find. */
export function parametersThatDiffer(runs: readonly Pick<Row, 'parameters'>[]): ReadonlySet<string> {
  const seen = new Map<string, string>()
  const differing = new Set<string>()
  for (const run of runs)
    for (const [name, value] of parametersOf(run)) {
      const text = valueText(value)
      if ((seen.get(name) ?? text) !== text) differing.add(name)
      seen.set(name, text)
    }
  return differing
}

/** Moves a column to another place. */
export function moved(columns: readonly Column[], id: string, to: number): readonly Column[] {
  const column = columns.find((each) => each.id === id)
  if (!column) return columns
  const others = columns.filter((each) => each.id !== id)
  return others.toSpliced(Math.max(0, Math.min(others.length, to)), 0, column)
}
