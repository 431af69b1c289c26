import type { Database } from '../database.ts'
import type { PredictionSet } from '../generated/prisma/client.ts'
import type { Split } from '../generated/prisma/enums.ts'

export const rightRuns = ['BOTH', 'FIRST', 'SECOND', 'NEITHER'] as const
/** Which of two runs judged an image rightly. */
export type RightRun = (typeof rightRuns)[number]

/** How two runs judged the same images: entry i of the lists is example `firstExample + i`. */
export type ComparedPredictions = {
  readonly split: Split
  readonly firstEpoch: number
  readonly secondEpoch: number
  readonly firstExample: number
  readonly actual: Uint8Array
  readonly first: Judgements
  readonly second: Judgements
}

type Judgements = {
  readonly predicted: Uint8Array
  /** Probability of the predicted class, of one entry. */
  readonly confidence: (entry: number) => number
}

/** What is final is compared first. */
const splits: readonly Split[] = ['TEST', 'VALIDATION', 'TRAIN']

/**
 * The newest judgements of two runs on the images that both of them judged: of the test set where both have them. Null:
 * there are none, or the two do not agree on what the images show and so judged others.
 */
export async function comparePredictions(
  db: Database,
  firstId: string,
  secondId: string,
): Promise<ComparedPredictions | null> {
  for (const split of splits) {
    const [first, second] = await Promise.all([newest(db, firstId, split), newest(db, secondId, split)])
    if (first && second) return overlap(first, second)
  }
  return null
}

const newest = (db: Database, runId: string, split: Split): Promise<PredictionSet | null> =>
  db.predictionSet.findFirst({ where: { runId, split }, orderBy: { epoch: 'desc' } })

function overlap(first: PredictionSet, second: PredictionSet): ComparedPredictions | null {
  const from = Math.max(first.firstExample, second.firstExample)
  const end = (set: PredictionSet) => set.firstExample + set.actual.length
  const count = Math.min(end(first), end(second)) - from
  if (count <= 0) return null
  const stretch = (set: PredictionSet, of: Uint8Array) =>
    of.subarray(from - set.firstExample, from - set.firstExample + count)
  const actual = stretch(first, first.actual)
  if (Buffer.compare(actual, stretch(second, second.actual)) !== 0) return null
  const judgements = (set: PredictionSet): Judgements => {
    const { buffer, byteOffset, byteLength } = set.confidence
    const view = new DataView(buffer, byteOffset, byteLength)
    const offset = from - set.firstExample
    return {
      predicted: stretch(set, set.predicted),
      confidence: (entry) => view.getFloat32(4 * (offset + entry), true),
    }
  }
  return {
    ...{ split: first.split, firstEpoch: first.epoch, secondEpoch: second.epoch, firstExample: from },
    ...{ actual, first: judgements(first), second: judgements(second) },
  }
}

export type PairedPrediction = {
  /** Place of the example in its split, from 0. */
  readonly index: number
  readonly actual: number
  readonly first: { readonly predicted: number; readonly confidence: number }
  readonly second: { readonly predicted: number; readonly confidence: number }
}

/** How many of the images each of the two judged rightly. */
export function countRight(compared: ComparedPredictions): Readonly<Record<RightRun, number>> {
  const counts: Record<RightRun, number> = { BOTH: 0, FIRST: 0, SECOND: 0, NEITHER: 0 }
  for (const entry of compared.actual.keys()) counts[rightRunOf(compared, entry)] += 1
  return counts
}

/** One page of the images, in their order; null in the query stands for any. */
export function pagePairs(
  compared: ComparedPredictions,
  query: {
    readonly right: RightRun | null
    readonly actual: number | null
    readonly first: number
    /** Only examples behind this one. */
    readonly after: number | null
  },
): { readonly pairs: PairedPrediction[]; readonly totalCount: number; readonly hasNextPage: boolean } {
  const pairs: PairedPrediction[] = []
  let totalCount = 0
  let hasNextPage = false
  for (const [entry, actual] of compared.actual.entries()) {
    if (query.actual !== null && actual !== query.actual) continue
    if (query.right !== null && rightRunOf(compared, entry) !== query.right) continue
    totalCount += 1
    const index = compared.firstExample + entry
    if (query.after !== null && index <= query.after) continue
    if (pairs.length < query.first)
      pairs.push({
        ...{ index, actual },
        ...{ first: judgedAt(compared.first, entry), second: judgedAt(compared.second, entry) },
      })
    else hasNextPage = true
  }
  return { pairs, totalCount, hasNextPage }
}

function rightRunOf({ actual, first, second }: ComparedPredictions, entry: number): RightRun {
  const byFirst = first.predicted[entry] === actual[entry]
  const bySecond = second.predicted[entry] === actual[entry]
  return byFirst ? (bySecond ? 'BOTH' : 'FIRST') : bySecond ? 'SECOND' : 'NEITHER'
}

function judgedAt({ predicted, confidence }: Judgements, entry: number) {
  const said = predicted[entry]
  if (said === undefined) throw new Error('a prediction set has fewer predictions than examples')
  return { predicted: said, confidence: confidence(entry) }
}
