import {
  type ComparedPredictions,
  comparePredictions,
  countRight,
  findRuns,
  type PairedPrediction as PairShape,
  pagePairs,
  type RightRun as RightRunName,
} from '@atelier/db'
import { runsSeen } from '../auth/sight.ts'
import { builder } from './builder.ts'
import { Split } from './enums.ts'
import { Example, type ExampleShape } from './example.ts'
import {
  connectionOf,
  DEFAULT_PAGE,
  indexCursor,
  pageArgs,
  pageComplexity,
  parseIndexCursor,
} from './paging.ts'
import { datasetOf } from './prediction.ts'

const RightRun = builder.enumType('RightRun', {
  description: 'Which of two runs judged an image rightly.',
  values: {
    BOTH: { description: 'Both of them.' },
    FIRST: { description: 'The first alone.' },
    SECOND: { description: 'The second alone.' },
    NEITHER: { description: 'Neither of them.' },
  } satisfies Record<RightRunName, unknown>,
})

const PairedPrediction = builder
  .objectRef<PairShape & { readonly example: ExampleShape }>('PairedPrediction')
  .implement({
    description: 'How two runs judged one image.',
    fields: (t) => ({
      example: t.expose('example', { type: Example, description: 'The image.' }),
      actual: t.exposeInt('actual', { description: 'What it shows, as an index into the labels.' }),
      firstPredicted: t.int({
        description: 'What the first run said that it shows.',
        resolve: ({ first }) => first.predicted,
      }),
      firstConfidence: t.float({
        description: 'Probability that the first run gave to `firstPredicted`.',
        resolve: ({ first }) => first.confidence,
      }),
      secondPredicted: t.int({
        description: 'What the second run said that it shows.',
        resolve: ({ second }) => second.predicted,
      }),
      secondConfidence: t.float({
        description: 'Probability that the second run gave to `secondPredicted`.',
        resolve: ({ second }) => second.confidence,
      }),
    }),
  })

const PairedPredictionConnection = builder.connectionObject(
  {
    type: PairedPrediction,
    name: 'PairedPredictionConnection',
    description: 'A page of paired predictions.',
  },
  { name: 'PairedPredictionEdge', description: 'One pair of a page.' },
)

type ComparisonShape = {
  readonly compared: ComparedPredictions
  readonly dataset: string
  readonly right: Readonly<Record<RightRunName, number>>
}

const PredictionComparison = builder.objectRef<ComparisonShape>('PredictionComparison').implement({
  description: 'How two runs judged the same images, each at the newest epoch that judged them.',
  fields: (t) => ({
    split: t.field({
      type: Split,
      description: 'What both judged: the test set where they did.',
      resolve: ({ compared }) => compared.split,
    }),
    firstEpoch: t.int({
      description: 'The epoch of the first run, from 1.',
      resolve: ({ compared }) => compared.firstEpoch,
    }),
    secondEpoch: t.int({
      description: 'The epoch of the second run, from 1.',
      resolve: ({ compared }) => compared.secondEpoch,
    }),
    bothRight: t.int({ description: 'Images that both judged rightly.', resolve: ({ right }) => right.BOTH }),
    onlyFirstRight: t.int({
      description: 'Images that the first alone judged rightly.',
      resolve: ({ right }) => right.FIRST,
    }),
    onlySecondRight: t.int({
      description: 'Images that the second alone judged rightly.',
      resolve: ({ right }) => right.SECOND,
    }),
    neitherRight: t.int({
      description: 'Images that neither judged rightly.',
      resolve: ({ right }) => right.NEITHER,
    }),
    pairs: t.field({
      type: PairedPredictionConnection,
      description: 'The images with both judgements, in their order.',
      args: {
        right: t.arg({ type: RightRun, description: 'Only those that this one judged rightly.' }),
        actual: t.arg.int({ description: 'Only images that show this class.' }),
        ...pageArgs,
      },
      complexity: pageComplexity,
      resolve: ({ compared, dataset }, { right, actual, first, after }) => {
        const page = pagePairs(compared, {
          ...{ right: right ?? null, actual: actual ?? null },
          ...{ first: first ?? DEFAULT_PAGE, after: parseIndexCursor(after) },
        })
        const edges = page.pairs.map((pair) => {
          const { index, actual: label } = pair
          return {
            cursor: indexCursor(index),
            node: { ...pair, example: { dataset, split: compared.split, index, label } },
          }
        })
        return connectionOf(edges, { after, ...page })
      },
    }),
  }),
})

builder.queryFields((t) => ({
  comparePredictions: t.field({
    type: PredictionComparison,
    nullable: true,
    complexity: 2_000,
    description: 'How two runs judged the same images; null when there are none that both judged.',
    args: {
      firstId: t.arg.id({ required: true, description: 'The first run.' }),
      secondId: t.arg.id({ required: true, description: 'The second run.' }),
    },
    resolve: async (_root, { firstId, secondId }, context) => {
      const asked = [firstId, secondId]
      const seen = await runsSeen(context, asked)
      if (!asked.every((id) => seen.has(id))) return null
      const runs = new Map((await findRuns(context.db, asked)).map((run) => [run.id, run]))
      const [dataset, other] = asked.map((id) => {
        const run = runs.get(id)
        return run && datasetOf(run)
      })
      if (dataset === undefined || dataset !== other) return null
      const compared = await comparePredictions(context.db, firstId, secondId)
      return compared && { compared, dataset, right: countRight(compared) }
    },
  }),
}))
