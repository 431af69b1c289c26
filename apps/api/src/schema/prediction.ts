import { listPredictions, type Run as RunRow, runConfig } from '@atelier/db'
import { z } from 'zod'
import { builder } from './builder.ts'
import { Example, type ExampleShape } from './example.ts'
import { connectionOf, indexCursor, parseIndexCursor } from './paging.ts'

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

type PredictionArgs = {
  readonly epoch: number | null
  readonly actual: number | null
  readonly predicted: number | null
  readonly wrongOnly: boolean
  readonly first: number
  readonly after: string | null
}

/** A page of a run's predictions as a connection; empty for a run that has none. */
export async function predictionsOf(
  db: Parameters<typeof listPredictions>[0],
  run: RunRow,
  args: PredictionArgs,
) {
  const { after, ...query } = args
  const page = await listPredictions(db, { ...query, runId: run.id, after: parseIndexCursor(after) })
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
