import { smooth } from './smooth.ts'

export type CurveEpoch = {
  readonly index: number
  readonly loss: number
  readonly accuracy: number
  readonly validationLoss: number | null
  readonly validationAccuracy: number | null
}

export type CurveProgress = {
  readonly epoch: number
  readonly step: number
  readonly stepsPerEpoch: number
  readonly loss: number
  readonly accuracy: number
}

export type Metric = 'accuracy' | 'loss'

/** One place on the x axis. The epoch under way stands between two epochs and has no validation yet. */
export type CurveRow = {
  readonly epoch: number
  readonly training: number | null
  readonly validation: number | null
  /** As measured, where the curves are smoothed. */
  readonly rawTraining?: number | null
  readonly rawValidation?: number | null
}

/** What a chart of one metric draws, in percent for accuracy. */
export function curveRows(
  history: readonly CurveEpoch[],
  progress: CurveProgress | null,
  metric: Metric,
  smoothing: number,
): CurveRow[] {
  const scale = (value: number | null) =>
    value === null ? null : metric === 'accuracy' ? value * 100 : value
  const training = history.map((epoch) => scale(epoch[metric]))
  const validation = history.map((epoch) =>
    scale(metric === 'accuracy' ? epoch.validationAccuracy : epoch.validationLoss),
  )
  const smoothTraining = smooth(training, smoothing)
  const smoothValidation = smooth(validation, smoothing)
  const rows: CurveRow[] = history.map((epoch, at) => ({
    epoch: epoch.index,
    training: smoothTraining[at] ?? null,
    validation: smoothValidation[at] ?? null,
    ...(smoothing > 0 ? { rawTraining: training[at] ?? null, rawValidation: validation[at] ?? null } : {}),
  }))
  if (progress && smoothing <= 0) {
    // Before the first epoch is over, its figures stand where the axis begins.
    const epoch = Math.max(1, progress.epoch - 1 + progress.step / progress.stepsPerEpoch)
    rows.push({ epoch, training: scale(progress[metric]), validation: null })
  }
  return rows
}

const figures = ['training', 'validation', 'rawTraining', 'rawValidation'] as const

/** Every value that the rows have. */
export const valuesOf = (rows: readonly CurveRow[]): number[] =>
  rows.flatMap((row) => figures.flatMap((figure) => row[figure] ?? []))

/** All that is recorded of a metric, as it was measured and under the names that it has in the API. */
export const curveTable = (history: readonly CurveEpoch[], metric: Metric) => [
  ['epoch', metric, `val_${metric}`],
  ...history.map((epoch) => [
    ...[epoch.index, epoch[metric]],
    metric === 'accuracy' ? epoch.validationAccuracy : epoch.validationLoss,
  ]),
]

/** The points of each curve in the rows. */
export const curvePoints = (rows: readonly CurveRow[]): (readonly [number, number])[][] =>
  figures.map((figure) =>
    rows.flatMap((row) => (row[figure] == null ? [] : [[row.epoch, row[figure]] as const])),
  )

/** The rows as a logarithmic axis can show them: a value at or below zero is a gap. */
export function aboveZero(rows: readonly CurveRow[]): CurveRow[] {
  const kept = (value: number | null | undefined) => (value != null && value > 0 ? value : null)
  return rows.map((row) => ({
    ...{ epoch: row.epoch, training: kept(row.training), validation: kept(row.validation) },
    ...(row.rawValidation !== undefined && {
      ...{ rawTraining: kept(row.rawTraining), rawValidation: kept(row.rawValidation) },
    }),
  }))
}

/** 1, 2, 5, 10, 20, 50, ...: the axis grows in steps, so that a curve does not shrink at every epoch. */
const STEPS = [1, 2, 5]

/** Where the x axis ends: at the last epoch of a run that is over, else at the next round number, at most the plan. */
export function axisEnd(done: number, planned: number, over: boolean): number {
  if (over) return Math.max(2, done)
  for (let decade = 1; ; decade *= 10)
    for (const step of STEPS)
      if (step * decade >= 5 && step * decade > done)
        return Math.max(2, Math.min(step * decade, Math.max(planned, done)))
}
