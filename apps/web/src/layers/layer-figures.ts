import type { LayerEpochFieldsFragment as LayerEpoch } from '#gql/graphql.ts'
import { loss } from '../format/figures.ts'

/** One figure of a layer over the epochs, as a chart draws it. */
export type LayerFigure = {
  readonly title: string
  readonly unit?: string
  readonly rows: readonly FigureRow[]
  readonly format: (value: number) => string
}

export type FigureRow = {
  readonly epoch: number
  readonly value: number
  /** What the value reaches to either way. */
  readonly band?: readonly [low: number, high: number]
}

const percents = (value: number): string => `${value.toFixed(1)}\u00a0%`

/** The figures that the layer has; one without weights has no norms, one without a relu no dead units. */
export function figuresOf(epochs: readonly LayerEpoch[]): LayerFigure[] {
  const rows = (figureOf: (epoch: LayerEpoch) => number | null): FigureRow[] =>
    epochs.flatMap((epoch) => {
      const value = figureOf(epoch)
      return value === null ? [] : [{ epoch: epoch.epoch, value }]
    })
  const activation = epochs.flatMap(
    ({ epoch, activationMean: value, activationStandardDeviation: spread }) =>
      value === null || spread === null
        ? []
        : [{ epoch, value, band: [value - spread, value + spread] as const }],
  )
  const figures: LayerFigure[] = [
    { title: 'Norm of the weights', rows: rows((one) => one.weightNorm), format: loss },
    { title: 'Norm of the gradient', rows: rows((one) => one.gradientNorm), format: loss },
    {
      title: 'Update by weight',
      unit: '‰',
      rows: rows(({ updateNorm, weightNorm }) =>
        updateNorm === null || !weightNorm ? null : (updateNorm / weightNorm) * 1_000,
      ),
      format: (value) => `${loss(value)}\u00a0‰`,
    },
    { title: 'Activation: mean and standard deviation', rows: activation, format: loss },
    {
      title: 'Dead units',
      unit: '%',
      rows: rows(({ deadShare }) => (deadShare === null ? null : deadShare * 100)),
      format: percents,
    },
  ]
  return figures.filter((figure) => figure.rows.length > 0)
}
