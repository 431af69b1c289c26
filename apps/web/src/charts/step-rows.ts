import type { CurveRow } from './curve-rows.ts'
import type { StepPoint } from './step-trace.tsx'

/** Training steps on the axis of epochs, and which they are. */
export type EpochSteps = StepPoint & {
  /** Counted over the whole run; both are shown. */
  readonly first: number
  readonly last: number
}

/** A place on the x axis of a zoomed chart: where an epoch ends, where steps are, or both. */
export type PlacedRow = CurveRow & {
  readonly steps?: EpochSteps
  readonly stepMean?: number
  /** Whether no epoch ends here: the curves go straight through. */
  readonly between?: boolean
}

/** So many places a cursor tells apart on a chart; each costs the drawing of every line. */
const MOST_PLACES = 80

/** Steps, of which neighbours share a place where there are too many. */
export function inPlaces(steps: readonly EpochSteps[]): readonly EpochSteps[] {
  const each = Math.ceil(steps.length / MOST_PLACES)
  if (each <= 1) return steps
  return Array.from({ length: Math.ceil(steps.length / each) }, (_, at) =>
    together(steps.slice(at * each, (at + 1) * each)),
  )
}

function together(steps: readonly EpochSteps[]): EpochSteps {
  const middle = steps[Math.floor(steps.length / 2)]
  const [first, last] = [steps[0], steps.at(-1)]
  if (!first || !middle || !last) throw new Error('no steps share no place')
  return {
    ...middle,
    ...{ first: first.first, last: last.last },
    mean: steps.reduce((sum, { mean }) => sum + mean, 0) / steps.length,
    low: Math.min(...steps.map(({ low }) => low)),
    high: Math.max(...steps.map(({ high }) => high)),
  }
}

/**
 * The rows with a place for each of the steps among them, so that the cursor finds steps too. Where no epoch ends the
 * curves have the value of the line that is drawn there, on a logarithmic axis too. Both ascend.
 */
export function withSteps(
  rows: readonly CurveRow[],
  steps: readonly EpochSteps[],
  log: boolean,
): PlacedRow[] {
  const ends = new Map<number, PlacedRow>(rows.map((row) => [row.epoch, row]))
  let next = 0
  const placed = steps.map((one): PlacedRow => {
    while ((rows[next]?.epoch ?? Number.POSITIVE_INFINITY) < one.epoch) next += 1
    const end = ends.get(one.epoch)
    ends.delete(one.epoch)
    const row = end ?? { ...onTheLine(rows[next - 1], rows[next], one.epoch, log), between: true }
    return { ...row, steps: one, stepMean: one.mean }
  })
  return [...placed, ...ends.values()].sort((one, other) => one.epoch - other.epoch)
}

function onTheLine(
  before: CurveRow | undefined,
  after: CurveRow | undefined,
  epoch: number,
  log: boolean,
): CurveRow {
  const share = before && after ? (epoch - before.epoch) / (after.epoch - before.epoch) : 0
  const value = (figure: Exclude<keyof CurveRow, 'epoch'>): number | null => {
    const [low, high] = [before?.[figure] ?? null, after?.[figure] ?? null]
    if (low === null || high === null) return null
    return log ? low * (high / low) ** share : low + (high - low) * share
  }
  const raw = (before ?? after)?.rawValidation !== undefined
  return {
    ...{ epoch, training: value('training'), validation: value('validation') },
    ...(raw && { rawTraining: value('rawTraining'), rawValidation: value('rawValidation') }),
  }
}
