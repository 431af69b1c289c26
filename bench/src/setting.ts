import path from 'node:path'
import { findDataset } from '@atelier/ml-core/spec'

/** The repository's own folder. */
export const root = path.resolve(import.meta.dirname, '../..')

/** Where the data sets are, as for the product. */
export const dataFolder = path.resolve(process.env.ATELIER_DATA ?? path.join(root, '.atelier'))

const found = findDataset('fashion-mnist')
if (!found) throw new Error('the catalogue has no Fashion-MNIST')

/** What is known of the data set that everything here is measured on. */
export const fashionMnist = found

/** Of no values: 0. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length / 2
  const [low = 0, high = 0] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]]
  return (low + high) / 2
}
