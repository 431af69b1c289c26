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
  const judged = judgedIn(set)
  const inOrder = order === 'HARDEST' ? byEase : byIndex
  const listed = judged.filter((one) => isAsked(one, query)).sort(inOrder)
  const before = after === null ? -1 : placeOf(judged, after, listed, inOrder)
  const predictions = listed.slice(before + 1, before + 1 + first)
  const hasNextPage = before + 1 + first < listed.length
  return { split: set.split, predictions, totalCount: listed.length, hasNextPage }
}

/**
 * Place of the last entry up to one of the page before; -1: there is none. A newer epoch than that page's may have that
 * image no longer among those that are asked for, or judge it no more: then it counts as surely right.
 */
function placeOf(
  judged: readonly ListedPrediction[],
  index: number,
  listed: readonly ListedPrediction[],
  inOrder: typeof byIndex,
): number {
  const reached = judged.find((one) => one.index === index) ?? {
    ...{ index, actual: 0, predicted: 0, confidence: 1 },
  }
  return listed.findLastIndex((one) => inOrder(one, reached) <= 0)
}

/** From -1, the surest mistake, to 1, what was surely right. */
const ease = ({ actual, predicted, confidence }: ListedPrediction): number =>
  actual === predicted ? confidence : -confidence

const byIndex = (one: ListedPrediction, other: ListedPrediction): number => one.index - other.index
const byEase = (one: ListedPrediction, other: ListedPrediction): number =>
  ease(one) - ease(other) || byIndex(one, other)

const isAsked = ({ actual, predicted }: ListedPrediction, query: PredictionQuery): boolean =>
  (query.actual === null || actual === query.actual) &&
  (query.predicted === null || predicted === query.predicted) &&
  !(query.wrongOnly && actual === predicted)

function judgedIn(set: PredictionSet): ListedPrediction[] {
  const confidence = new DataView(set.confidence.buffer, set.confidence.byteOffset, set.confidence.byteLength)
  const judged: ListedPrediction[] = []
  for (const [entry, actual] of set.actual.entries()) {
    const predicted = set.predicted[entry]
    if (predicted === undefined)
      throw new Error(`a prediction set of run ${set.runId} has fewer predictions than examples`)
    const index = set.firstExample + entry
    judged.push({ index, actual, predicted, confidence: confidence.getFloat32(4 * entry, true) })
  }
  return judged
}
