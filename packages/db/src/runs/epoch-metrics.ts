import type { LayerHistograms } from './layer-histograms.ts'
import type { MetricPoints } from './metric-points.ts'
import type { EpochRecord } from './record-epoch.ts'

/** How one layer of the model stood in the last step of an epoch; null where it has no weights, or no relu. */
export type LayerFigures = LayerHistograms & {
  readonly norm: number | null
  readonly gradientNorm: number | null
  readonly updateNorm: number | null
  readonly activation: {
    readonly mean: number
    readonly standardDeviation: number
    readonly deadShare: number | null
  }
}

/** How the names of the layers' metrics begin: `layers/<layer>/<figure>`, some fifty of them a run. */
export const LAYER_METRICS = 'layers/'

export type LayerFigure =
  | 'weight_norm'
  | 'gradient_norm'
  | 'update_norm'
  | 'activation_mean'
  | 'activation_standard_deviation'
  | 'dead_share'

export const layerMetric = (layer: string, figure: LayerFigure): string =>
  `${LAYER_METRICS}${layer}/${figure}`

/** An epoch as metrics: Keras's names for its figures, at its last step; the batches' and the layers' figures. */
export function epochMetrics(record: EpochRecord): MetricPoints[] {
  const { firstStep } = record
  const lastStep = firstStep + record.batchLoss.length - 1
  const atLastStep = ([name, value]: Figure): MetricPoints => ({ name, firstStep: lastStep, values: [value] })
  return [
    { name: 'batch_loss', firstStep, values: record.batchLoss },
    { name: 'batch_accuracy', firstStep, values: record.batchAccuracy },
    { name: 'batch_examples_per_second', firstStep, values: record.batchExamplesPerSecond },
    ...epochFigures(record).map(atLastStep),
    ...record.layers.flatMap(layerFigures).map(atLastStep),
  ]
}

type Figure = readonly [name: string, value: number]

const epochFigures = (record: EpochRecord): Figure[] => [
  ['loss', record.loss],
  ['accuracy', record.accuracy],
  ['val_loss', record.validationLoss],
  ['val_accuracy', record.validationAccuracy],
  ['learning_rate', record.learningRate],
]

/** A norm beyond float32 is infinite: no point on a curve, and no reason to lose the epoch. */
function layerFigures({ name, norm, gradientNorm, updateNorm, activation }: LayerFigures): Figure[] {
  const figures: readonly (readonly [LayerFigure, number | null])[] = [
    ['weight_norm', norm],
    ['gradient_norm', gradientNorm],
    ['update_norm', updateNorm],
    ['activation_mean', activation.mean],
    ['activation_standard_deviation', activation.standardDeviation],
    ['dead_share', activation.deadShare],
  ]
  return figures.flatMap(([figure, value]) =>
    value !== null && Number.isFinite(value) ? [[layerMetric(name, figure), value] as const] : [],
  )
}
