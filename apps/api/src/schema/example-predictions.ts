import {
  type ExamplePrediction as ExamplePredictionShape,
  findRuns,
  listExamplePredictions,
} from '@atelier/db'
import { seesProject } from '../auth/sight.ts'
import { limits } from '../limits.ts'
import { builder } from './builder.ts'
import { Split } from './enums.ts'
import { askedCount, DEFAULT_PAGE } from './paging.ts'
import { Run } from './run.ts'

type Shape = ExamplePredictionShape & { readonly run: typeof Run.$inferType }

const ExamplePrediction = builder.objectRef<Shape>('ExamplePrediction').implement({
  description: 'How one run judged one image, at its newest epoch that did.',
  fields: (t) => ({
    run: t.expose('run', { type: Run, description: 'The run.' }),
    epoch: t.exposeInt('epoch', { description: 'After which epoch, from 1.' }),
    predicted: t.exposeInt('predicted', { description: 'What the run said that the image shows.' }),
    confidence: t.exposeFloat('confidence', { description: 'Probability that it gave to `predicted`.' }),
  }),
})

builder.queryFields((t) => ({
  examplePredictions: t.field({
    type: [ExamplePrediction],
    complexity: ({ first }) => ({ field: 500, multiplier: askedCount(first, DEFAULT_PAGE) }),
    description: 'How the runs of a project judged one image of a data set, the newest runs first.',
    args: {
      projectId: t.arg.id({ required: true, description: 'The project.' }),
      dataset: t.arg.string({ required: true, description: 'Such as `fashion-mnist`.' }),
      split: t.arg({
        type: Split,
        required: true,
        description: 'TEST, or TRAIN: what a run holds back of the training images is among them.',
      }),
      index: t.arg.int({
        required: true,
        description: 'Place of the image in its split, from 0.',
        validate: { min: 0 },
      }),
      first: t.arg.int({
        defaultValue: DEFAULT_PAGE,
        description: `How many runs, at most ${limits.pageSize}.`,
        validate: { min: 0, max: limits.pageSize },
      }),
    },
    resolve: async (_root, { projectId, dataset, split, index, first }, context) => {
      if (!(await seesProject(context, projectId))) return []
      const splits = split === 'TEST' ? ([split] as const) : (['TRAIN', 'VALIDATION'] as const)
      const judged = await listExamplePredictions(context.db, {
        ...{ projectId, dataset, splits, index, first: first ?? DEFAULT_PAGE },
      })
      const runs = await findRuns(
        context.db,
        judged.map(({ runId }) => runId),
      )
      const byId = new Map(runs.map((run) => [run.id, run]))
      return judged.flatMap((one) => {
        const run = byId.get(one.runId)
        return run ? [{ ...one, run }] : []
      })
    },
  }),
}))
