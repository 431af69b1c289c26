import type { Transaction } from '../database.ts'
import type { Split } from '../generated/prisma/enums.ts'

/** How the model judged a contiguous stretch of one split: entry i is example `firstExample + i`. */
export type Predictions = {
  readonly split: Split
  readonly labels: readonly string[]
  readonly firstExample: number
  readonly actual: Uint8Array
  readonly predicted: Uint8Array
  /** Probability of the predicted class. */
  readonly confidence: Float32Array
  /** counts[label][prediction] */
  readonly confusionMatrix: readonly (readonly number[])[]
}

/** Stores predictions and their confusion matrix under an epoch. False: that epoch's split has them already. */
export async function storePredictions(
  tx: Transaction,
  at: { readonly runId: string; readonly epoch: number },
  predictions: Predictions,
): Promise<boolean> {
  checkSizes(predictions)
  const { split, labels, firstExample, actual, predicted, confidence, confusionMatrix } = predictions
  const key = { runId: at.runId, epoch: at.epoch, split }
  const matrix = { ...key, labels: [...labels], counts: confusionMatrix.flat() }
  const stored = await tx.confusionMatrix.createMany({ data: [matrix], skipDuplicates: true })
  if (stored.count === 0) return false
  const classes = { actual: Uint8Array.from(actual), predicted: Uint8Array.from(predicted) }
  await tx.predictionSet.create({
    data: { ...key, firstExample, ...classes, confidence: littleEndian(confidence) },
  })
  return true
}

function checkSizes({ labels, actual, predicted, confidence, confusionMatrix }: Predictions): void {
  const square =
    confusionMatrix.length === labels.length && confusionMatrix.every((row) => row.length === labels.length)
  if (!square)
    throw new Error(
      `a confusion matrix of ${labels.length} labels must be ${labels.length} x ${labels.length}`,
    )
  const total = confusionMatrix.flat().reduce((sum, count) => sum + count, 0)
  const sizes = [predicted.length, confidence.length, total]
  if (sizes.some((size) => size !== actual.length))
    throw new Error(
      `${actual.length} examples came with ${sizes.join(', ')} predictions, confidences and matrix counts`,
    )
}

export function littleEndian(values: Float32Array): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(values.length * 4)
  const view = new DataView(bytes.buffer)
  for (const [index, value] of values.entries()) view.setFloat32(index * 4, value, true)
  return bytes
}
