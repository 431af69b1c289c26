import type { Split as SplitName } from '@atelier/db'
import { type DatasetInfo, datasets, findDataset } from '@atelier/ml-core/spec'
import type { FileSplit } from '../examples/example-store.ts'
import { listExamples } from '../examples/list-examples.ts'
import { builder } from './builder.ts'
import { Split } from './enums.ts'
import { Example } from './example.ts'
import {
  badInput,
  connectionOf,
  DEFAULT_PAGE,
  indexCursor,
  pageArgs,
  pageComplexity,
  parseIndexCursor,
} from './paging.ts'

const ExampleConnection = builder.connectionObject(
  { type: Example, name: 'ExampleConnection', description: 'A page of examples.' },
  { name: 'ExampleEdge', description: 'One example of a page.' },
)

/** @throws GraphQLError BAD_USER_INPUT for VALIDATION, which is a run's */
function fileOf(split: SplitName): FileSplit {
  if (split === 'VALIDATION')
    throw badInput('split: a data set has TRAIN and TEST; VALIDATION is what a run holds back of TRAIN.')
  return split === 'TRAIN' ? 'train' : 'test'
}

const Dataset = builder.objectRef<DatasetInfo>('Dataset').implement({
  description: 'A set of labelled images that models are trained and tested on.',
  fields: (t) => ({
    name: t.exposeString('name', {
      description: 'Name by which launchRun finds it, such as `fashion-mnist`.',
    }),
    title: t.exposeString('title', { description: 'Name for people, such as `Fashion-MNIST`.' }),
    labels: t.stringList({
      description: 'Class names; a label is an index into them.',
      resolve: (dataset) => [...dataset.labels],
    }),
    inputShape: t.intList({
      description: 'Height, width and channels of one image.',
      resolve: (dataset) => [...dataset.inputShape],
    }),
    trainCount: t.exposeInt('trainCount', { description: 'Training images.' }),
    testCount: t.exposeInt('testCount', { description: 'Test images.' }),
    classCounts: t.field({
      type: ['Int'],
      description: 'Images of one split by class, in the order of `labels`.',
      args: { split: t.arg({ type: Split, required: true, description: 'TRAIN or TEST.' }) },
      resolve: async ({ name, labels: classes }, { split }, { examples }) => {
        const counts = classes.map(() => 0)
        for (const label of await examples.labels(name, fileOf(split)))
          counts[label] = (counts[label] ?? 0) + 1
        return counts
      },
    }),
    example: t.field({
      type: Example,
      nullable: true,
      description: 'The image at a place of one split, null when there is none.',
      args: {
        split: t.arg({ type: Split, required: true, description: 'TRAIN or TEST.' }),
        index: t.arg.int({ required: true, description: 'From 0, in the order of the files.' }),
      },
      resolve: async ({ name }, { split, index }, { examples }) => {
        const label = (await examples.labels(name, fileOf(split)))[index]
        return label === undefined ? null : { dataset: name, split, index, label }
      },
    }),
    examples: t.field({
      type: ExampleConnection,
      description: 'Images of one split in the order of the files, or only those of one label.',
      args: {
        split: t.arg({ type: Split, required: true, description: 'TRAIN or TEST.' }),
        label: t.arg.int({ description: 'Only images that show this class.' }),
        ...pageArgs,
      },
      complexity: pageComplexity,
      resolve: async (dataset, { split, label, first, after }, { examples }) => {
        const page = await listExamples(examples, {
          ...{ dataset: dataset.name, split: fileOf(split), label: label ?? null },
          ...{ first: first ?? DEFAULT_PAGE, after: parseIndexCursor(after) },
        })
        const edges = page.examples.map((example) => ({
          cursor: indexCursor(example.index),
          node: { dataset: dataset.name, split, ...example },
        }))
        return connectionOf(edges, { after, ...page })
      },
    }),
  }),
})

builder.queryFields((t) => ({
  datasets: t.field({
    type: [Dataset],
    description: 'Data sets that models can be trained on.',
    resolve: () => datasets,
  }),
  dataset: t.field({
    type: Dataset,
    nullable: true,
    description: 'The data set of a name, null when there is none.',
    args: { name: t.arg.string({ required: true, description: 'Such as `fashion-mnist`.' }) },
    resolve: (_root, { name }) => findDataset(name),
  }),
}))
