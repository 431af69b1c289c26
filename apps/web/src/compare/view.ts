import { parseAsArrayOf, parseAsBoolean, parseAsString, parseAsStringLiteral } from 'nuqs/server'
import { parseAsZoom } from '../charts/zoom-in-address.ts'
import { cellModes } from '../run/view.ts'

/** So many runs one page compares; their colours and lines would say nothing long before. */
export const MOST_RUNS = 100

export const rightRuns = ['FIRST', 'SECOND', 'BOTH', 'NEITHER'] as const

/** What of the page's state is in its address, so that a link shows the other person the same comparison. */
export const viewParsers = {
  runs: parseAsArrayOf(parseAsString).withDefault([]),
  metric: parseAsString.withDefault('val_accuracy'),
  /** Whether its curves stand on a logarithmic axis; not where it is a share. */
  log: parseAsBoolean.withDefault(false),
  /** The stretch of the training that its curves show; without one all of it. */
  zoom: parseAsZoom,
  /** Only the settings that differ. */
  differences: parseAsBoolean.withDefault(false),
  /** The two runs whose judgements are compared, by id; the first two without. */
  first: parseAsString,
  second: parseAsString,
  cells: parseAsStringLiteral(cellModes).withDefault('shares'),
  right: parseAsStringLiteral(rightRuns).withDefault('FIRST'),
  /** Only images of this class, by its name. */
  class: parseAsString,
  /** The parameter of the scatter plot. */
  parameter: parseAsString,
}
