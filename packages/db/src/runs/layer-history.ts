import type { Database } from '../database.ts'
import { Prisma } from '../generated/prisma/client.ts'
import type { LayerTensor } from '../generated/prisma/enums.ts'
import { type LayerFigure, layerMetric } from './epoch-metrics.ts'
import { isSpread } from './spread.ts'

/** How one layer stood in the last step of an epoch; a figure is null where the layer has none. */
export type LayerEpoch = {
  readonly epoch: number
  readonly weightNorm: number | null
  readonly gradientNorm: number | null
  readonly updateNorm: number | null
  readonly activationMean: number | null
  readonly activationStandardDeviation: number | null
  readonly deadShare: number | null
  readonly histograms: readonly LayerHistogram[]
}

export type LayerHistogram = {
  readonly tensor: LayerTensor
  /** Empty for the activation. */
  readonly weight: string
  readonly lowest: number
  readonly highest: number
  readonly counts: readonly number[]
}

const figures = {
  weightNorm: 'weight_norm',
  gradientNorm: 'gradient_norm',
  updateNorm: 'update_norm',
  activationMean: 'activation_mean',
  activationStandardDeviation: 'activation_standard_deviation',
  deadShare: 'dead_share',
} as const satisfies Readonly<Record<string, LayerFigure>>

/**
 * One layer of a run that our workers train, after each epoch that it trained itself; of more than `maxEpochs` as many,
 * spread evenly, with both ends.
 */
export async function findLayerHistory(
  db: Database,
  run: { readonly id: string; readonly forkedEpoch: number | null },
  { layer, maxEpochs }: { readonly layer: string; readonly maxEpochs: number },
): Promise<LayerEpoch[]> {
  const names = Object.values(figures).map((figure) => layerMetric(layer, figure))
  // An epoch has one point of `loss`, at its last step, where those of its layers are too.
  const points = await db.$queryRaw<{ epoch: number; name: string; value: number }[]>(Prisma.sql`
    WITH figure AS (
      SELECT id, name FROM metric_series WHERE run_id = ${run.id}::uuid AND name = ANY(${names}::text[])),
    ended AS (
      SELECT step, ${run.forkedEpoch ?? 0}::int + row_number() OVER (ORDER BY step)::int AS epoch FROM metric_point
      WHERE series_id = (SELECT id FROM metric_series WHERE run_id = ${run.id}::uuid AND name = 'loss')),
    trained AS (
      SELECT step, epoch, row_number() OVER (ORDER BY step) - 1 AS place, count(*) OVER () - 1 AS last FROM ended
      WHERE step IN (SELECT step FROM metric_point WHERE series_id IN (SELECT id FROM figure)))
    SELECT epoch, name, value FROM trained JOIN metric_point USING (step) JOIN figure ON id = series_id
    WHERE ${isSpread(maxEpochs)}
    ORDER BY epoch`)
  const byEpoch = Map.groupBy(points, ({ epoch }) => epoch)
  const epochs = [...byEpoch.keys()]
  const histograms = await db.layerHistogram.findMany({
    where: { runId: run.id, layer, epoch: { in: epochs } },
    orderBy: [{ epoch: 'asc' }, { tensor: 'asc' }, { weight: 'asc' }],
  })
  const ofEpoch = Map.groupBy(histograms, ({ epoch }) => epoch)
  return epochs.map((epoch) => {
    const values = new Map(byEpoch.get(epoch)?.map(({ name, value }) => [name, value]))
    const figure = (name: keyof typeof figures) => values.get(layerMetric(layer, figures[name])) ?? null
    return {
      epoch,
      ...{ weightNorm: figure('weightNorm'), gradientNorm: figure('gradientNorm') },
      ...{ updateNorm: figure('updateNorm'), activationMean: figure('activationMean') },
      activationStandardDeviation: figure('activationStandardDeviation'),
      ...{ deadShare: figure('deadShare'), histograms: ofEpoch.get(epoch) ?? [] },
    }
  })
}
