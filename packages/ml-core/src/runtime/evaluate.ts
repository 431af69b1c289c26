import type { Dataset } from '../datasets/load.ts'
import type { Evaluation, Split } from '../spec/training-event.ts'
import { breathe } from './breathe.ts'
import type { Session } from './session.ts'

/** Images a call: small enough that a stop is noticed within a second even for the study's CNN. */
const BATCH = 100

/** A contiguous stretch of a data set's images. */
export type Stretch = {
  readonly split: Split
  /** Index into the data set of the first one. */
  readonly start: number
  readonly count: number
  /** Number of the first one within its split. */
  readonly firstExample: number
}

/**
 * Loss, accuracy and every prediction over a stretch of images, with the moving averages and without dropout.
 * @throws AbortError (the signal's reason) when it is told to stop
 */
export async function evaluate(
  session: Session,
  dataset: Dataset,
  stretch: Stretch,
  options: { readonly epoch: number; readonly classes: number; readonly signal?: AbortSignal | undefined },
): Promise<Evaluation> {
  const { split, start, count, firstExample } = stretch
  const predicted = new Uint8Array(count)
  const confidence = new Float32Array(count)
  let lossSum = 0
  for (let from = 0; from < count; from += BATCH) {
    await breathe(options.signal)
    const indices = Int32Array.from(
      { length: Math.min(BATCH, count - from) },
      (_, index) => start + from + index,
    )
    const results = session.run('evaluate', { indices })
    predicted.set(results.get('predicted') ?? [], from)
    confidence.set(results.get('confidence') ?? [], from)
    for (const loss of results.get('loss') ?? []) lossSum += loss
  }
  const actual = dataset.labels.slice(start, start + count)
  const confusionMatrix = confusion(actual, predicted, options.classes)
  const correct = confusionMatrix.reduce((sum, row, label) => sum + (row[label] ?? 0), 0)
  const predictions = { split, firstExample, actual, predicted, confidence, confusionMatrix }
  return {
    epoch: options.epoch,
    split,
    loss: lossSum / count,
    accuracy: correct / count,
    examples: count,
    predictions,
  }
}

/** counts[label][prediction] */
export function confusion(actual: Uint8Array, predicted: Uint8Array, classes: number): number[][] {
  const counts = Array.from({ length: classes }, () => new Array<number>(classes).fill(0))
  actual.forEach((label, index) => {
    const row = counts[label]
    const prediction = predicted[index] ?? 0
    if (row) row[prediction] = (row[prediction] ?? 0) + 1
  })
  return counts
}
