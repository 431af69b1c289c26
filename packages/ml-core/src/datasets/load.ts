import { existsSync } from 'node:fs'
import path from 'node:path'
import { sizeOf } from '../spec/shape.ts'
import type { DatasetInfo } from '../spec/training.ts'
import { type IdxArray, readIdx } from './idx.ts'

/** Images and labels, training first, then test: example `trainCount + i` is test image i. */
export type Dataset = {
  /** Row-major bytes, examples x height x width x channels. */
  readonly images: Uint8Array
  readonly labels: Uint8Array
}

/** Names of the four files, as Fashion-MNIST and its relatives are distributed. */
export const IDX_FILES = {
  trainImages: 'train-images-idx3-ubyte.gz',
  trainLabels: 'train-labels-idx1-ubyte.gz',
  testImages: 't10k-images-idx3-ubyte.gz',
  testLabels: 't10k-labels-idx1-ubyte.gz',
} as const

/** Where the files of a data set lie. */
export const datasetFolder = (dataFolder: string, name: string): string =>
  path.join(dataFolder, 'datasets', name)

/**
 * Reads a whole data set into memory; unpacks its files on other threads, so that a graph can be loaded meanwhile.
 * @throws Error that names the file when one is missing, broken or not what the catalogue says
 */
export async function loadDataset(dataFolder: string, info: DatasetInfo): Promise<Dataset> {
  const folder = datasetFolder(dataFolder, info.name)
  const read = async (file: string, shape: readonly number[], classes?: number): Promise<IdxArray> => {
    const full = path.join(folder, file)
    if (!existsSync(full))
      throw new Error(`${full} is missing: run "npm run setup", which fetches ${info.title}`)
    const array = await readIdx(full)
    if (array.shape.join() !== shape.join())
      throw new Error(`${full} holds ${array.shape.join('x')}, but ${info.title} has ${shape.join('x')}`)
    if (classes !== undefined && array.data.some((label) => label >= classes))
      throw new Error(`${full} holds a label above ${classes - 1}, but ${info.title} has ${classes} classes`)
    return array
  }
  const image = info.inputShape.slice(0, 2)
  const classes = info.labels.length
  const [train, test, trainLabels, testLabels] = await Promise.all([
    read(IDX_FILES.trainImages, [info.trainCount, ...image]),
    read(IDX_FILES.testImages, [info.testCount, ...image]),
    read(IDX_FILES.trainLabels, [info.trainCount], classes),
    read(IDX_FILES.testLabels, [info.testCount], classes),
  ])
  const images = new Uint8Array((info.trainCount + info.testCount) * sizeOf(info.inputShape))
  images.set(train.data)
  images.set(test.data, train.data.length)
  const labels = new Uint8Array(info.trainCount + info.testCount)
  labels.set(trainLabels.data)
  labels.set(testLabels.data, info.trainCount)
  return { images, labels }
}
