import { existsSync } from 'node:fs'
import path from 'node:path'
import { sizeOf } from '../spec/shape.ts'
import type { DatasetInfo } from '../spec/training.ts'
import { readIdx } from './idx.ts'

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
  const read = async (file: string, shape: readonly number[], target: Uint8Array): Promise<void> => {
    const full = path.join(folder, file)
    if (!existsSync(full))
      throw new Error(`${full} is missing: run "npm run setup", which fetches ${info.title}`)
    await readIdx(full, (held) => {
      if (held.join() === shape.join()) return target
      throw new Error(`${full} holds ${held.join('x')}, but ${info.title} has ${shape.join('x')}`)
    })
  }
  const readLabels = async (file: string, count: number, target: Uint8Array): Promise<void> => {
    await read(file, [count], target)
    const classes = info.labels.length
    if (target.every((label) => label < classes)) return
    throw new Error(
      `${path.join(folder, file)} holds a label above ${classes - 1}, but ${info.title} has ${classes} classes`,
    )
  }
  const { trainCount, testCount, inputShape } = info
  const [image, split] = [inputShape.slice(0, 2), trainCount * sizeOf(inputShape)]
  const images = new Uint8Array((trainCount + testCount) * sizeOf(inputShape))
  const labels = new Uint8Array(trainCount + testCount)
  await Promise.all([
    read(IDX_FILES.trainImages, [trainCount, ...image], images.subarray(0, split)),
    read(IDX_FILES.testImages, [testCount, ...image], images.subarray(split)),
    readLabels(IDX_FILES.trainLabels, trainCount, labels.subarray(0, trainCount)),
    readLabels(IDX_FILES.testLabels, testCount, labels.subarray(trainCount)),
  ])
  return { images, labels }
}
