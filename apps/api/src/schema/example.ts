import type { Split as SplitName } from '@atelier/db'
import { type FileSplit, imagePath } from '../examples/example-store.ts'
import { builder } from './builder.ts'
import { Split } from './enums.ts'

export type ExampleShape = {
  readonly dataset: string
  readonly split: SplitName
  readonly index: number
  readonly label: number
}

/** A run holds back the last training images for validation: they lie in the training file, under their index there. */
const fileOf: Record<SplitName, FileSplit> = { TRAIN: 'train', VALIDATION: 'train', TEST: 'test' }

export const Example = builder.objectRef<ExampleShape>('Example').implement({
  description: 'One image of a data set.',
  fields: (t) => ({
    index: t.exposeInt('index', {
      description: 'Place in its split, from 0; of VALIDATION, among the training images.',
    }),
    split: t.expose('split', { type: Split, description: 'The part of the data set that it belongs to.' }),
    label: t.exposeInt('label', { description: 'What it shows, as an index into `Dataset.labels`.' }),
    imageUrl: t.string({
      description: 'Address of the image as PNG, on this server; what it shows never changes.',
      resolve: ({ dataset, split, index }) => imagePath(dataset, fileOf[split], index),
    }),
  }),
})
