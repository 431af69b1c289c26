import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  createRun,
  findPredictionHistory,
  listPredictions,
  logPredictions,
  type PredictionQuery,
} from '../src/index.ts'
import { createTestDatabase, type TestDatabase } from '../src/testing/index.ts'
import { must, projectId } from './fixtures.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase('prediction_history')
})
afterAll(() => database.drop())

type Judged = { readonly firstExample: number; readonly predicted: number[]; readonly confidence: number[] }

/** A run of a script that judged images after some epochs, all of which show class 1. */
async function judgedRun(byEpoch: Readonly<Record<number, Judged>>): Promise<string> {
  const { db } = database
  const { id: runId } = must(await createRun(db, { projectId: await projectId(db), parameters: {} }))
  for (const [epoch, judged] of Object.entries(byEpoch)) {
    const actual = judged.predicted.map(() => 1)
    must(await logPredictions(db, { runId, epoch: Number(epoch), split: 'TEST', actual, ...judged }))
  }
  return runId
}

test('images are followed over the epochs, each in the order of the question, with gaps where none judged', async () => {
  const runId = await judgedRun({
    1: { firstExample: 10, predicted: [0, 1, 2], confidence: [0.5, 0.25, 1] },
    3: { firstExample: 11, predicted: [1, 1], confidence: [0.75, 0.125] },
  })
  const query = { runId, split: 'TEST', indices: [12, 10, 7], maxEpochs: 50 } as const
  expect(await findPredictionHistory(database.db, query)).toEqual({
    epochs: [1, 3],
    examples: [
      { index: 12, predicted: [2, 1], confidence: [1, 0.125] },
      { index: 10, predicted: [0, null], confidence: [0.5, null] },
      { index: 7, predicted: [null, null], confidence: [null, null] },
    ],
  })
  expect(await findPredictionHistory(database.db, { ...query, split: 'VALIDATION' })).toMatchObject({
    epochs: [],
    examples: [{ index: 12, predicted: [] }, { index: 10 }, { index: 7 }],
  })
  expect(await findPredictionHistory(database.db, { ...query, indices: [] })).toMatchObject({ examples: [] })
})

test('of many epochs as many as asked for are picked, the first and the last among them', async () => {
  const one = { firstExample: 0, predicted: [1], confidence: [0.5] }
  const runId = await judgedRun(Object.fromEntries(Array.from({ length: 9 }, (_, at) => [at + 1, one])))
  const epochs = async (maxEpochs: number) =>
    (await findPredictionHistory(database.db, { runId, split: 'TEST', indices: [0], maxEpochs })).epochs
  expect(await epochs(9)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9])
  expect(await epochs(3)).toEqual([1, 5, 9])
  expect(await epochs(1)).toEqual([9])
})

test('the hardest images come first, page by page: sure mistakes, then doubtful ones, then what was right', async () => {
  const runId = await judgedRun({
    1: { firstExample: 0, predicted: [1, 0, 0, 1, 0], confidence: [0.9, 0.6, 0.8, 0.4, 0.8] },
  })
  const list = async (change: Partial<PredictionQuery>) => {
    const any = { epoch: null, actual: null, predicted: null, wrongOnly: false }
    const page = await listPredictions(database.db, {
      ...{ runId, ...any, order: 'HARDEST', first: 50, after: null, ...change },
    })
    return page && { order: page.predictions.map(({ index }) => index), more: page.hasNextPage }
  }
  expect(await list({})).toEqual({ order: [2, 4, 1, 3, 0], more: false })
  expect(await list({ first: 2 })).toEqual({ order: [2, 4], more: true })
  expect(await list({ first: 2, after: 4 })).toEqual({ order: [1, 3], more: true })
  expect(await list({ first: 2, after: 3 })).toEqual({ order: [0], more: false })
  expect(await list({ wrongOnly: true, first: 3 })).toEqual({ order: [2, 4, 1], more: false })
  // Between two pages an epoch has passed, after which that image is judged rightly, or is not judged.
  expect(await list({ wrongOnly: true, first: 3, after: 3 })).toEqual({ order: [], more: false })
  expect(await list({ first: 3, after: 9 })).toEqual({ order: [], more: false })
})
