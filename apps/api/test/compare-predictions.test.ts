import { createRun, logPredictions } from '@atelier/db'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { dataOf, startApi, type TestApi } from './support/start-api.ts'

let api: TestApi
let projectId: string
beforeAll(async () => {
  api = await startApi('compare')
  projectId = (await api.db.project.findFirstOrThrow()).id
})
afterAll(() => api.stop())

type Judged = {
  readonly actual: number[]
  readonly predicted: number[]
  readonly epoch?: number
  readonly split?: 'TEST' | 'VALIDATION'
  readonly firstExample?: number
}

/** A run of a script that judged some images. */
async function judged(name: string, sets: readonly Judged[], dataset = 'fashion-mnist'): Promise<string> {
  const run = await createRun(api.db, { projectId, name, parameters: { dataset } })
  if (!run.ok) throw new Error(JSON.stringify(run.issues))
  for (const { actual, predicted, epoch = 1, split = 'TEST', firstExample = 0 } of sets) {
    const confidence = actual.map((_, at) => (at + 1) / 16)
    const input = { runId: run.value.id, epoch, split, firstExample, actual, predicted, confidence }
    const logged = await logPredictions(api.db, input)
    if (!logged.ok) throw new Error(JSON.stringify(logged.issues))
  }
  return run.value.id
}

const compare = /* GraphQL */ `
  query ($firstId: ID!, $secondId: ID!, $right: RightRun, $actual: Int, $first: Int, $after: String) {
    comparePredictions(firstId: $firstId, secondId: $secondId) {
      split firstEpoch secondEpoch bothRight onlyFirstRight onlySecondRight neitherRight
      pairs(right: $right, actual: $actual, first: $first, after: $after) {
        totalCount
        pageInfo { hasNextPage endCursor }
        edges { node {
          actual firstPredicted firstConfidence secondPredicted secondConfidence example { index split imageUrl }
        } }
      }
    }
  }`
const ask = async (variables: object) => dataOf(await api.ask(compare, variables)).comparePredictions

test('two runs are compared on the images that both judged, each at its newest epoch', async () => {
  const firstId = await judged('first', [
    { actual: [0, 1, 2, 0], predicted: [1, 0, 0, 1] },
    { actual: [0, 1, 2, 0], predicted: [0, 1, 0, 1], epoch: 2 },
  ])
  const secondId = await judged('second', [
    { actual: [1, 2, 0, 1], predicted: [0, 2, 2, 1], epoch: 5, firstExample: 1 },
  ])
  const all = await ask({ firstId, secondId })
  expect(all).toMatchObject({
    ...{ split: 'TEST', firstEpoch: 2, secondEpoch: 5 },
    ...{ bothRight: 0, onlyFirstRight: 1, onlySecondRight: 1, neitherRight: 1 },
    pairs: { totalCount: 3 },
  })
  expect(all.pairs.edges.map(({ node }: { node: object }) => node)).toEqual([
    {
      ...{
        actual: 1,
        firstPredicted: 1,
        firstConfidence: 2 / 16,
        secondPredicted: 0,
        secondConfidence: 1 / 16,
      },
      example: { index: 1, split: 'TEST', imageUrl: '/images/fashion-mnist/test/1.png' },
    },
    {
      ...{
        actual: 2,
        firstPredicted: 0,
        firstConfidence: 3 / 16,
        secondPredicted: 2,
        secondConfidence: 2 / 16,
      },
      example: { index: 2, split: 'TEST', imageUrl: '/images/fashion-mnist/test/2.png' },
    },
    {
      ...{
        actual: 0,
        firstPredicted: 1,
        firstConfidence: 4 / 16,
        secondPredicted: 2,
        secondConfidence: 3 / 16,
      },
      example: { index: 3, split: 'TEST', imageUrl: '/images/fashion-mnist/test/3.png' },
    },
  ])
  const of = async (variables: object) => (await ask({ firstId, secondId, ...variables })).pairs
  expect(await of({ right: 'FIRST' })).toMatchObject({
    totalCount: 1,
    edges: [{ node: { example: { index: 1 } } }],
  })
  expect(await of({ right: 'SECOND' })).toMatchObject({
    totalCount: 1,
    edges: [{ node: { example: { index: 2 } } }],
  })
  expect(await of({ right: 'BOTH' })).toMatchObject({ totalCount: 0, edges: [] })
  expect(await of({ right: 'SECOND', actual: 0 })).toMatchObject({ totalCount: 0 })
  const page = await of({ first: 2 })
  expect(page).toMatchObject({ totalCount: 3, pageInfo: { hasNextPage: true } })
  expect(await of({ first: 2, after: page.pageInfo.endCursor })).toMatchObject({
    pageInfo: { hasNextPage: false },
    edges: [{ node: { example: { index: 3 } } }],
  })
})

test('what cannot be compared is null: other images, another data set, nothing judged, no such run', async () => {
  const one = { actual: [0, 1], predicted: [0, 1] }
  const firstId = await judged('one', [one])
  const others = [
    await judged('validation', [{ ...one, split: 'VALIDATION' }]),
    await judged('further on', [{ ...one, firstExample: 2 }]),
    await judged('shuffled', [{ actual: [1, 0], predicted: [1, 0] }]),
    await judged('elsewhere', [one], 'digits'),
    await judged('silent', []),
    '00000000-0000-7000-8000-000000000000',
    'none',
  ]
  for (const secondId of others) expect(await ask({ firstId, secondId })).toBeNull()
  expect(await ask({ firstId, secondId: firstId })).toMatchObject({ bothRight: 2, neitherRight: 0 })
})

test('where only one judged the test set, the images that both validated on are compared', async () => {
  const validated = { actual: [0, 1], predicted: [0, 0], split: 'VALIDATION' as const, firstExample: 8 }
  const firstId = await judged('finished', [validated, { actual: [0], predicted: [0] }])
  const secondId = await judged('under way', [{ ...validated, predicted: [0, 1] }])
  expect(await ask({ firstId, secondId })).toMatchObject({
    ...{ split: 'VALIDATION', bothRight: 1, onlySecondRight: 1 },
    pairs: {
      edges: [{ node: { example: { index: 8, imageUrl: '/images/fashion-mnist/train/8.png' } } }, {}],
    },
  })
})

test('an image is shown with what the runs of a project took it for', async () => {
  const old = await judged('old', [
    { actual: [0, 1], predicted: [2, 2] },
    { actual: [0, 1], predicted: [0, 1], epoch: 3 },
  ])
  const held = await judged('held back', [
    { actual: [0, 1], predicted: [0, 2], split: 'VALIDATION', firstExample: 500 },
  ])
  const judgedBy = async (split: string, index: number, first = 2) => {
    const { examplePredictions } = dataOf(
      await api.ask(
        `query ($projectId: ID!, $split: Split!, $index: Int!, $first: Int) {
          examplePredictions(projectId: $projectId, dataset: "fashion-mnist", split: $split, index: $index, first: $first)
            { run { id } epoch predicted confidence } }`,
        { projectId, split, index, first },
      ),
    )
    return examplePredictions
  }
  expect((await judgedBy('TEST', 1))[0]).toEqual({
    ...{ run: { id: old }, epoch: 3, predicted: 1, confidence: 2 / 16 },
  })
  expect(await judgedBy('TEST', 1, 1)).toHaveLength(1)
  expect(await judgedBy('TRAIN', 501)).toEqual([
    { run: { id: held }, epoch: 1, predicted: 2, confidence: 2 / 16 },
  ])
  expect(await judgedBy('TRAIN', 502)).toEqual([])
  expect(await judgedBy('TEST', 2 ** 31 - 1)).toEqual([])
})

test('a data set counts its classes and finds an image by its place', async () => {
  const { dataset } = dataOf(
    await api.ask(`{ dataset(name: "fashion-mnist") {
      classCounts(split: TEST)
      found: example(split: TRAIN, index: 17) { index label imageUrl }
      beyond: example(split: TRAIN, index: 30) { index }
      before: example(split: TRAIN, index: -1) { index } } }`),
  )
  expect(dataset).toEqual({
    classCounts: Array.from({ length: 10 }, () => 2),
    found: { index: 17, label: 7, imageUrl: '/images/fashion-mnist/train/17.png' },
    ...{ beyond: null, before: null },
  })
})

test('runs are found by their ids, in the workspace where one is', async () => {
  const ids = [await judged('a', []), await judged('b', [])]
  const find = async (asked: readonly string[]) => {
    const query = 'query ($ids: [ID!]) { runs(filter: {ids: $ids}) { totalCount edges { node { id } } } }'
    const { runs } = dataOf(await api.ask(query, { ids: asked }))
    return runs.edges.map(({ node }: { node: { id: string } }) => node.id)
  }
  expect((await find([...ids, 'none', '00000000-0000-7000-8000-000000000000'])).sort()).toEqual(ids.sort())
  expect(await find([])).toEqual([])
})
