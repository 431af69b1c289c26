import type { Transaction } from '../database.ts'
import { LayerTensor } from '../generated/prisma/enums.ts'

/** How numbers are spread: `counts[i]` of them lie in bin i of equally wide ones from `lowest` to `highest`. */
export type Histogram = {
  readonly lowest: number
  readonly highest: number
  readonly counts: ArrayLike<number>
}

/** The histograms of one layer in the last step of an epoch. */
export type LayerHistograms = {
  readonly name: string
  readonly weights: readonly {
    readonly name: string
    readonly histogram: Histogram
    readonly gradientHistogram: Histogram
  }[]
  readonly activation: { readonly histogram: Histogram }
}

/** Stores the histograms of an epoch's layers; one without ends, as of a training that diverges, is left out. */
export async function storeLayerHistograms(
  tx: Transaction,
  at: { readonly runId: string; readonly epoch: number },
  layers: readonly LayerHistograms[],
): Promise<void> {
  const rows = layers.flatMap(({ name: layer, weights, activation }) => [
    { layer, tensor: LayerTensor.ACTIVATION, weight: '', histogram: activation.histogram },
    ...weights.flatMap(({ name: weight, histogram, gradientHistogram }) => [
      { layer, tensor: LayerTensor.WEIGHT, weight, histogram },
      { layer, tensor: LayerTensor.GRADIENT, weight, histogram: gradientHistogram },
    ]),
  ])
  const data = rows.flatMap(({ histogram: { lowest, highest, counts }, ...row }) =>
    Number.isFinite(lowest) && Number.isFinite(highest)
      ? [{ ...at, ...row, lowest, highest, counts: Array.from(counts) }]
      : [],
  )
  if (data.length > 0) await tx.layerHistogram.createMany({ data })
}
