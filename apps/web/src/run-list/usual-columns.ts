import type { RunRowFieldsFragment as Row } from '#gql/graphql.ts'
import { type Column, namesOf, parametersToShow, usualWidth } from './columns.ts'
import { CHOOSE_WIDTH } from './shown-columns.ts'

/** A column of an address that names none, and how wide the window must be for it. */
export type UsualColumn = Column & { readonly from: number }

/**
 * Windows of these widths have room for more and more columns; the rules of run-table.module.css know them too. Below
 * the first a table would be too narrow: the runs are cards there, which pick what they show.
 */
const WINDOWS = [641, 768, 1024, 1280, 1440, 1680, 1920] as const

/** What is not the table's: the rail, which is narrow in narrow windows, and a scroll bar. */
const room = (window: number): number => window - (window > 1180 ? 208 : 52) - 15

/** The widest of them that the window is; all columns where runs are cards. */
export const windowOf = (width: number): number =>
  width < WINDOWS[0] ? Number.POSITIVE_INFINITY : (WINDOWS.findLast((window) => window <= width) ?? 0)

/** The metrics that matter, and the parameters in which the runs differ; what matters most in narrow windows too. */
export function usualColumns(runs: readonly Pick<Row, 'parameters' | 'summary'>[]): readonly UsualColumn[] {
  const [first, ...others] = metricsToShow(runs).map((id) => `metric.${id}`)
  const parameters = parametersToShow(runs).map((name) => `param.${name}`)
  const shown = (ids: readonly (string | undefined)[]) => ids.filter((id) => id !== undefined)
  const inOrder = shown([
    ...['name', 'progress', 'curve', first, ...others, 'test'],
    ...[...parameters, 'tags', 'by', 'created'],
  ])
  const byWeight = shown([
    ...['name', 'progress', first, 'curve', 'created', 'test'],
    ...[
      parameters[0],
      others[0],
      parameters[1],
      'tags',
      parameters[2],
      'by',
      parameters[3],
      ...others.slice(1),
    ],
  ])
  const windows = new Map<string, number>()
  let taken = CHOOSE_WIDTH
  for (const id of byWeight) {
    taken += usualWidth(id)
    const window = WINDOWS.find((each) => taken <= room(each))
    if (window !== undefined) windows.set(id, window)
  }
  return inOrder.flatMap((id) => {
    const from = windows.get(id)
    return from === undefined ? [] : [{ id, width: usualWidth(id), from }]
  })
}

function metricsToShow(runs: readonly Pick<Row, 'parameters' | 'summary'>[]): readonly string[] {
  const { metrics } = namesOf(runs)
  const shown = ['val_accuracy.max', 'val_loss.last', 'val_accuracy.last']
  const known = shown.filter((id) => metrics.includes(id.slice(0, id.lastIndexOf('.'))))
  const others = metrics.filter((name) => !name.startsWith('batch_')).map((name) => `${name}.last`)
  return known.length > 0 || metrics.length === 0 ? shown : others.slice(0, 3)
}
