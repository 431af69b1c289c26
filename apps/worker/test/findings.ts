import { readFileSync } from 'node:fs'
import path from 'node:path'
import type { Database, LoggedEvent, Run } from '@atelier/db'

/** The epochs that stand at the end of a log, in the order in which they came. @throws Error where a recovery miscounts */
export function standing(events: readonly LoggedEvent[]): number[] {
  let epochs: number[] = []
  for (const event of events) {
    if (event.type === 'EpochCompleted') epochs.push(event.payload.epoch.index)
    if (event.type !== 'RunRecovered') continue
    const { epoch, takenBack } = event.payload
    if (epochs.length - epoch !== takenBack)
      throw new Error(`of ${epochs.length} epochs ${takenBack} are taken back, yet ${epoch} stand`)
    epochs = epochs.slice(0, epoch)
  }
  return epochs
}

/** All that a training found, without what depends on the clock. */
export async function found(db: Database, { id }: Run) {
  const epochs = await db.epoch.findMany({ where: { runId: id }, orderBy: { index: 'asc' } })
  const series = await db.metricSeries.findMany({
    where: {
      runId: id,
      name: { not: 'batch_examples_per_second' },
      NOT: { name: { startsWith: 'system/' } },
    },
    orderBy: { name: 'asc' },
  })
  const points = []
  for (const { id: seriesId, name, count, last, lastStep, minimum, maximum } of series) {
    const rows = await db.metricPoint.findMany({ where: { seriesId }, orderBy: { step: 'asc' } })
    const steps = rows.map(({ step, value }) => [step, value])
    points.push({ name, count, last, lastStep, minimum, maximum, steps })
  }
  const where = { runId: id }
  const orderBy = [{ epoch: 'asc' as const }, { split: 'asc' as const }]
  const matrices = await db.confusionMatrix.findMany({ where, orderBy, omit: { runId: true } })
  const predictions = await db.predictionSet.findMany({ where, orderBy, omit: { runId: true } })
  const evaluations = await db.evaluation.findMany({
    ...{ where, orderBy, omit: { runId: true, finishedAt: true } },
  })
  return {
    epochs: epochs.map(({ runId, finishedAt, seconds, examplesPerSecond, ...figures }) => figures),
    ...{ points, matrices, predictions, evaluations },
  }
}

/** The tensors of what a run left, without the header, which names the run. */
export function weightsIn(dataFolder: string, { id }: Run): Buffer {
  const file = readFileSync(path.join(dataFolder, 'storage/artifacts', id, 'weights.safetensors'))
  return file.subarray(8 + Number(file.readBigUInt64LE()))
}
