import type { Evaluation, Split, TrainingEvent } from '../spec/training-event.ts'
import { betweenSteps } from './between-steps.ts'
import { TrainingDiverged } from './diverged.ts'
import { isOver } from './progress.ts'
import type { Run } from './run.ts'

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
 * @throws TrainingDiverged when the loss is no number
 */
export async function* evaluate(
  run: Run,
  stretch: Stretch,
  epoch: number,
): AsyncGenerator<TrainingEvent, Evaluation, undefined> {
  const { session, labels, info, progress } = run
  const { split, start, count, firstExample } = stretch
  const predicted = new Uint8Array(count)
  const confidence = new Float32Array(count)
  let lossSum = 0
  for (let from = 0; from < count; from += BATCH) {
    yield* betweenSteps(run)
    const indices = Int32Array.from(
      { length: Math.min(BATCH, count - from) },
      (_, index) => start + from + index,
    )
    const results = session.run('evaluate', { indices })
    predicted.set(results.get('predicted') ?? [], from)
    confidence.set(results.get('confidence') ?? [], from)
    for (const loss of results.get('loss') ?? []) lossSum += loss
  }
  const loss = lossSum / count
  if (!Number.isFinite(loss)) {
    const over = isOver(run.spec, progress)
    const at = over ? 'the evaluation on the test set' : `the validation after epoch ${epoch}`
    throw new TrainingDiverged(at, loss, progress.learningRate)
  }
  const actual = labels.slice(start, start + count)
  const confusionMatrix = confusion(actual, predicted, info.labels.length)
  const correct = confusionMatrix.reduce((sum, row, label) => sum + (row[label] ?? 0), 0)
  const predictions = { split, firstExample, actual, predicted, confidence, confusionMatrix }
  return { epoch, split, loss, accuracy: correct / count, examples: count, predictions }
}

/** counts[label][prediction] */
function confusion(actual: Uint8Array, predicted: Uint8Array, classes: number): number[][] {
  const counts = Array.from({ length: classes }, () => new Array<number>(classes).fill(0))
  actual.forEach((label, index) => {
    const row = counts[label]
    const prediction = predicted[index] ?? 0
    if (row) row[prediction] = (row[prediction] ?? 0) + 1
  })
  return counts
}
