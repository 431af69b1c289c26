import type { ComparedRunFieldsFragment } from '#gql/graphql.ts'
import { learningRate, loss, percentFigure } from '../format/figures.ts'

export type ComparedRun = ComparedRunFieldsFragment

/** What curves and metrics need of a run. */
export type FiguredRun = Omit<ComparedRun, '__typename' | 'parameters' | 'project'>

type Epoch = ComparedRun['history'][number]

/** What every epoch has, by the names that metrics have in the API. */
const epochFigures: { readonly [name: string]: ((epoch: Epoch) => number | null) | undefined } = {
  val_accuracy: (epoch) => epoch.validationAccuracy,
  accuracy: (epoch) => epoch.accuracy,
  val_loss: (epoch) => epoch.validationLoss,
  loss: (epoch) => epoch.loss,
  learning_rate: (epoch) => epoch.learningRate,
}

const titles: { readonly [name: string]: string | undefined } = {
  val_accuracy: 'Validation accuracy',
  accuracy: 'Training accuracy',
  val_loss: 'Validation loss',
  loss: 'Training loss',
  learning_rate: 'Learning rate',
}

/** A metric as people call it; that of a script under its own name. */
export const metricTitle = (name: string): string => titles[name] ?? name

export const isByEpoch = (name: string): boolean => epochFigures[name] !== undefined

/** Whether a metric is a share of one, which is told in percent. */
export const isShare = (name: string): boolean => /(^|_)accuracy$/.test(name)

/** Whether the lower value is the better one; undefined where neither is. */
export const lowerIsBetter = (name: string): boolean | undefined =>
  /loss|error/i.test(name) ? true : /accuracy|precision|recall|f1|auc/i.test(name) ? false : undefined

/** A value without its unit, which its header says. */
export const figureText = (name: string, value: number | null | undefined): string =>
  isShare(name)
    ? percentFigure(value)
    : name === 'learning_rate' && value != null
      ? learningRate(value)
      : loss(value)

/** The metrics that any of the runs has: those of every epoch first, then by name. */
export function metricNames(runs: readonly FiguredRun[]): string[] {
  const found = new Set(runs.flatMap((run) => run.summary.map(({ name }) => name)))
  const known = Object.keys(epochFigures).filter(
    (name) => found.has(name) || runs.some((run) => run.history.length > 0),
  )
  return [...known, ...[...found].filter((name) => !isByEpoch(name)).sort()]
}

export type Point = { readonly x: number; readonly y: number }

/** A metric that every epoch has, over the epochs, as it was recorded. */
export function pointsByEpoch(run: FiguredRun, name: string): Point[] {
  const figure = epochFigures[name]
  return run.history.flatMap((epoch) => {
    const value = figure?.(epoch) ?? null
    return value === null ? [] : [{ x: epoch.index, y: value }]
  })
}

/** The last value of a metric, null where the run has none. */
export const finalOf = (run: FiguredRun, name: string): number | null =>
  run.summary.find((summary) => summary.name === name)?.last ?? null

/** Its best value: the smallest loss, the largest accuracy; the last where neither is better. */
export function bestOf(run: FiguredRun, name: string): number | null {
  const summary = run.summary.find((one) => one.name === name)
  if (!summary) return null
  const lower = lowerIsBetter(name)
  return lower === undefined ? summary.last : lower ? summary.minimum : summary.maximum
}

/** The summary of what every epoch has, for runs of which no other is told. */
export const summaryOf = (history: readonly Epoch[]): FiguredRun['summary'] =>
  Object.entries(epochFigures).flatMap(([name, figure]) => {
    const values = history.flatMap((epoch) => figure?.(epoch) ?? [])
    const last = values.at(-1)
    if (last === undefined) return []
    const [minimum, maximum] = [Math.min(...values), Math.max(...values)]
    return [{ __typename: 'MetricSummary' as const, name, last, minimum, maximum }]
  })
