/** Bins of every histogram. */
export const HISTOGRAM_BINS = 32

/**
 * How the numbers of a tensor are spread: `counts[i]` of them lie in bin i of equally wide ones from `lowest` to
 * `highest`. Where all are equal, the only bin that is filled is the first. What is not finite counts as 0.
 */
export type Histogram = { readonly lowest: number; readonly highest: number; readonly counts: Int32Array }

/** One trained weight; norms are Euclidean, over all its entries. */
export type WeightStatistics = {
  /** Within its layer: `kernel`, `bias`, ... */
  readonly name: string
  /** After the step. */
  readonly norm: number
  /** Of the loss's gradient, before any clipping. */
  readonly gradientNorm: number
  /** Of what the step added: the weight after it less the weight before. */
  readonly updateNorm: number
  /** After the step. */
  readonly histogram: Histogram
  readonly gradientHistogram: Histogram
}

/** What a layer gave for the batch of the step, over all its entries; of a last softmax layer before the softmax. */
export type ActivationStatistics = {
  readonly mean: number
  readonly standardDeviation: number
  /** Share of the units (channels of an image) that gave 0 everywhere in the batch; null where no relu comes last. */
  readonly deadShare: number | null
  readonly histogram: Histogram
}

/** How a layer stands in the last step of an epoch. */
export type LayerStatistics = {
  readonly name: string
  /** Over all trained weights of the layer as one vector; null for a layer without. */
  readonly norm: number | null
  readonly gradientNorm: number | null
  readonly updateNorm: number | null
  readonly weights: readonly WeightStatistics[]
  readonly activation: ActivationStatistics
}
