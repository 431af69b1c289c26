import { join } from 'node:path'
import { findDataset } from '@atelier/ml-core/spec'
import { encode } from 'fast-png'
import { GraphQLError } from 'graphql'
import { hasCode } from '../has-code.ts'
import { type IdxBytes, readIdx } from './idx.ts'

/** Splits as they lie in files; what a run validates on is a part of one of them. */
export type FileSplit = 'train' | 'test'

type SplitFiles = { readonly images: IdxBytes; readonly labels: IdxBytes }

const filePrefix: Record<FileSplit, string> = { train: 'train', test: 't10k' }

/** The files of a data set are not on this server. */
export class DatasetUnavailable extends GraphQLError {
  constructor(dataset: string) {
    super(
      `The files of the data set ${dataset} are not in this server's data folder (datasets/${dataset}): npm run setup brings them.`,
      { extensions: { code: 'DATASET_UNAVAILABLE' } },
    )
  }
}

/** The images of the data sets, read from their files at first use and kept (55 MB for Fashion-MNIST). */
export class ExampleStore {
  readonly #folder: string
  readonly #splits = new Map<string, Promise<SplitFiles>>()

  /** @param folder where each data set has a folder of its own */
  constructor(folder: string) {
    this.#folder = folder
  }

  /** The label of every example of a split, in order. @throws DatasetUnavailable */
  async labels(dataset: string, split: FileSplit): Promise<Uint8Array> {
    return (await this.#load(dataset, split)).labels.data
  }

  /** One image as PNG; undefined when there is no such image. @throws DatasetUnavailable */
  async png(dataset: string, split: FileSplit, index: number): Promise<Uint8Array | undefined> {
    if (!findDataset(dataset)) return undefined
    const { sizes, data } = (await this.#load(dataset, split)).images
    const [count = 0, height = 0, width = 0] = sizes
    if (index >= count) return undefined
    const size = height * width
    const pixels = data.subarray(index * size, (index + 1) * size)
    return encode({ width, height, data: pixels, depth: 8, channels: 1 })
  }

  #load(dataset: string, split: FileSplit): Promise<SplitFiles> {
    const key = `${dataset}/${split}`
    const known = this.#splits.get(key)
    if (known) return known
    const loading = this.#read(dataset, split)
    this.#splits.set(key, loading)
    // A file that was missing may come later: only what was read is kept.
    loading.catch(() => this.#splits.delete(key))
    return loading
  }

  async #read(dataset: string, split: FileSplit): Promise<SplitFiles> {
    const file = (kind: string) => join(this.#folder, dataset, `${filePrefix[split]}-${kind}-ubyte.gz`)
    try {
      const [images, labels] = await Promise.all([readIdx(file('images-idx3')), readIdx(file('labels-idx1'))])
      return { images, labels }
    } catch (error) {
      throw hasCode(error, 'ENOENT', 'ENOTDIR') ? new DatasetUnavailable(dataset) : error
    }
  }
}

/** Where the server offers an image; see http/images.ts. */
export const imagePath = (dataset: string, split: FileSplit, index: number): string =>
  `/images/${dataset}/${split}/${index}.png`
