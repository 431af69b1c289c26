import type { Database } from '../database.ts'
import type { Split } from '../generated/prisma/enums.ts'
import { newestOf } from './find-confusion-matrix.ts'

export type PredictionQuery = {
  readonly runId: string
  /** Null: the newest. */
  readonly epoch: number | null
  readonly actual: number | null
  readonly predicted: number | null
  readonly wrongOnly: boolean
  readonly first: number
  /** Only examples behind this one. */
  readonly after: number | null
}

export type ListedPrediction = {
  /** Place of the example in its split, from 0. */
  readonly index: number
  readonly actual: number
  readonly predicted: number
  readonly confidence: number
}

export type PredictionPage = {
  readonly split: Split
  readonly predictions: readonly ListedPrediction[]
  /** Matching predictions on all pages. */
  readonly totalCount: number
  readonly hasNextPage: boolean
}

/** One page of a run's judgements of single images, in the order of the images. Null: none are recorded. */
export async function listPredictions(db: Database, query: PredictionQuery): Promise<PredictionPage | null> {
  const set = await db.predictionSet.findFirst(newestOf(query.runId, query.epoch))
  if (!set) return null
  const confidence = new DataView(set.confidence.buffer, set.confidence.byteOffset, set.confidence.byteLength)
  const page: ListedPrediction[] = []
  let totalCount = 0
  let hasNextPage = false
  for (const [entry, actual] of set.actual.entries()) {
    const predicted = set.predicted[entry]
    if (predicted === undefined)
      throw new Error(`a prediction set of run ${query.runId} has fewer predictions than examples`)
    if (query.actual !== null && actual !== query.actual) continue
    if (query.predicted !== null && predicted !== query.predicted) continue
    if (query.wrongOnly && actual === predicted) continue
    totalCount += 1
    const index = set.firstExample + entry
    if (query.after !== null && index <= query.after) continue
    if (page.length < query.first)
      page.push({ index, actual, predicted, confidence: confidence.getFloat32(4 * entry, true) })
    else hasNextPage = true
  }
  return { split: set.split, predictions: page, totalCount, hasNextPage }
}
