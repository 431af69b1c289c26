import type { Database } from '../database.ts'
import type { PredictionSet } from '../generated/prisma/client.ts'
import type { Split } from '../generated/prisma/enums.ts'
import { newestOf } from './find-confusion-matrix.ts'

export const predictionOrders = ['INDEX', 'HARDEST'] as const
/** INDEX: as the images lie; HARDEST: the most confident mistakes first, what was surely right last. */
export type PredictionOrder = (typeof predictionOrders)[number]

export type PredictionQuery = {
  readonly runId: string
  /** Null: the newest. */
  readonly epoch: number | null
  readonly actual: number | null
  readonly predicted: number | null
  readonly wrongOnly: boolean
  /** Left out: INDEX. */
  readonly order?: PredictionOrder
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

/** One page of a run's judgements of single images. Null: none are recorded. */
export async function listPredictions(db: Database, query: PredictionQuery): Promise<PredictionPage | null> {
  const set = await db.predictionSet.findFirst(newestOf(query.runId, query.epoch))
  if (!set) return null
  const { first, after, order = 'INDEX' } = query
  const listed = matching(set, query)
  if (order === 'HARDEST') listed.sort((one, other) => ease(one) - ease(other) || one.index - other.index)
  const before = after === null ? -1 : behind(listed, after, order)
  const predictions = listed.slice(before + 1, before + 1 + first)
  const hasNextPage = before + 1 + first < listed.length
  return { split: set.split, predictions, totalCount: listed.length, hasNextPage }
}

/** Place of the last entry of the pages before; -1: there are none. */
function behind(listed: readonly ListedPrediction[], after: number, order: PredictionOrder): number {
  return order === 'INDEX'
    ? listed.findLastIndex(({ index }) => index <= after)
    : listed.findIndex(({ index }) => index === after)
}

/** From -1, the surest mistake, to 1, what was surely right. */
const ease = ({ actual, predicted, confidence }: ListedPrediction): number =>
  actual === predicted ? confidence : -confidence

function matching(set: PredictionSet, query: PredictionQuery): ListedPrediction[] {
  const confidence = new DataView(set.confidence.buffer, set.confidence.byteOffset, set.confidence.byteLength)
  const listed: ListedPrediction[] = []
  for (const [entry, actual] of set.actual.entries()) {
    const predicted = set.predicted[entry]
    if (predicted === undefined)
      throw new Error(`a prediction set of run ${query.runId} has fewer predictions than examples`)
    if (query.actual !== null && actual !== query.actual) continue
    if (query.predicted !== null && predicted !== query.predicted) continue
    if (query.wrongOnly && actual === predicted) continue
    const index = set.firstExample + entry
    listed.push({ index, actual, predicted, confidence: confidence.getFloat32(4 * entry, true) })
  }
  return listed
}
