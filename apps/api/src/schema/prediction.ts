import {
  listPredictions,
  type PredictionOrder as PredictionOrderName,
  type Run as RunRow,
  runConfig,
} from '@atelier/db'
import { z } from 'zod'
import { builder } from './builder.ts'
import { Example, type ExampleShape } from './example.ts'
import { connectionOf, DEFAULT_PAGE, indexCursor, parseIndexCursor } from './paging.ts'

type PredictionShape = {
  readonly example: ExampleShape
  readonly actual: number
  readonly predicted: number
  readonly confidence: number
}

const Prediction = builder.objectRef<PredictionShape>('Prediction').implement({
  description: 'How a model judged one image.',
  fields: (t) => ({
    example: t.expose('example', { type: Example, description: 'The image.' }),
    actual: t.exposeInt('actual', { description: 'What it shows, as an index into the labels.' }),
    predicted: t.exposeInt('predicted', { description: 'What the model said that it shows.' }),
    confidence: t.exposeFloat('confidence', {
      description: 'Probability that the model gave to `predicted`.',
    }),
  }),
})

export const PredictionConnection = builder.connectionObject(
  { type: Prediction, name: 'PredictionConnection', description: 'A page of predictions.' },
  { name: 'PredictionEdge', description: 'One prediction of a page.' },
)

const PredictionOrder = builder.enumType('PredictionOrder', {
  description: 'In which order judged images come.',
  values: {
    INDEX: { description: 'As they lie in their split.' },
    HARDEST: {
      description: 'The mistakes of which the model was surest first, what it was surely right about last.',
    },
  } satisfies Record<PredictionOrderName, unknown>,
})

/** Which judgements are meant, of a run or of a shared one. */
export const predictionArgs = builder.args((t) => ({
  actual: t.int({ description: 'Only images that show this class.' }),
  predicted: t.int({ description: 'Only images that were said to show this class.' }),
  wrongOnly: t.boolean({ description: 'Only those that were judged wrongly.' }),
  epoch: t.int({ description: 'From 1; null: the newest.' }),
  order: t.field({ type: PredictionOrder, defaultValue: 'INDEX', description: 'What comes first.' }),
}))

type PredictionArgs = {
  readonly epoch?: number | null | undefined
  readonly actual?: number | null | undefined
  readonly predicted?: number | null | undefined
  readonly wrongOnly?: boolean | null | undefined
  readonly order?: PredictionOrderName | null | undefined
  readonly first?: number | null | undefined
  readonly after?: string | null | undefined
}

/** A page of a run's predictions as a connection; empty for a run that has none. */
export async function predictionsOf(
  db: Parameters<typeof listPredictions>[0],
  run: RunRow,
  args: PredictionArgs,
) {
  const { epoch = null, actual = null, predicted = null, wrongOnly, order, first, after } = args
  const page = await listPredictions(db, {
    ...{ runId: run.id, epoch, actual, predicted, wrongOnly: wrongOnly ?? false, order: order ?? 'INDEX' },
    ...{ first: first ?? DEFAULT_PAGE, after: parseIndexCursor(after) },
  })
  const dataset = datasetOf(run)
  if (!page || dataset === undefined)
    return connectionOf<PredictionShape>([], { after, hasNextPage: false, totalCount: 0 })
  const edges = page.predictions.map(({ index, ...judged }) => ({
    cursor: indexCursor(index),
    node: { ...judged, example: { dataset, split: page.split, index, label: judged.actual } },
  }))
  return connectionOf(edges, { after, ...page })
}

const loggedParameters = z.object({ dataset: z.string() })

/** The data set whose images were judged: a run of a script names it by its parameter `dataset`. */
export function datasetOf({ config, parameters }: RunRow): string | undefined {
  const ours = runConfig.safeParse(config)
  return ours.success ? ours.data.dataset : loggedParameters.safeParse(parameters).data?.dataset
}
