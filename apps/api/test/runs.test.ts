import {
  finishRun,
  type Lease,
  recordEpoch,
  recordEvaluation,
  recordLayers,
  recordProgress,
  updateRun,
} from '@atelier/db'
import pg from 'pg'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { claimedRun, epochRecord, layers, predictions, progress, queuedRun } from './support/recording.ts'
import { dataOf, startApi, type TestApi } from './support/start-api.ts'

let api: TestApi
let lease: Lease
beforeAll(async () => {
  api = await startApi('runs')
  lease = await claimedRun(api)
  await recordLayers(api.db, lease, layers)
  for (const epoch of [1, 2, 3]) {
    await recordProgress(api.db, lease, progress(epoch, 2))
    await recordEpoch(api.db, lease, epochRecord(epoch))
  }
  await recordEvaluation(api.db, lease, { epoch: 3, loss: 0.5, accuracy: 2 / 3, examples: 3, predictions })
})
afterAll(() => api.stop())

const ask = async (query: string, variables?: object) => dataOf(await api.ask(query, variables))

test('a run with everything that was recorded of it', async () => {
  const all = /* GraphQL */ `
    query ($id: ID!) {
      run(id: $id) {
        id number name notes tags source status error device seed cursor createdAt startedAt finishedAt
        project { slug runCount }
        epochsCompleted epochsPlanned stepsPerEpoch forkedEpoch progress examplesPerSecond
        latestProgress { step }
        history { index loss accuracy validationLoss validationAccuracy learningRate seconds examplesPerSecond finishedAt }
        later: history(after: 2) { index }
        metricNames
        summary { name last minimum maximum lastStep }
        metric(name: "batch_loss", maxPoints: 4) { name count buckets { stepStart stepEnd minimum maximum mean last count } }
        zoomed: metric(name: "batch_loss", fromStep: 3, toStep: 5) { count buckets { stepStart stepEnd } }
        layers { index name type outputShape parameters trainable nonTrainable settings }
        parameterCount { total trainable nonTrainable }
        evaluation { epoch split loss accuracy examples }
        confusionMatrix { epoch split counts accuracy }
        second: confusionMatrix(epoch: 2) { epoch labels }
        none: confusionMatrix(epoch: 9) { epoch }
        wrong: predictions(wrongOnly: true) { totalCount edges { node { actual predicted confidence example { index split label imageUrl } } } }
        events(first: 2) { __typename runId }
      }
    }`
  const { run } = await ask(all, { id: lease.runId })
  expect(run).toMatchObject({
    ...{
      id: lease.runId,
      number: 1,
      name: 'mlp-1',
      notes: '',
      source: 'LAUNCHED',
      status: 'RUNNING',
      error: null,
    },
    ...{ device: 'CPU', seed: 7, finishedAt: null, project: { slug: 'fashion-mnist-study', runCount: 1 } },
    ...{ epochsCompleted: 3, epochsPlanned: 3, stepsPerEpoch: 4, progress: 1, examplesPerSecond: 320 },
    latestProgress: null,
    history: [{ index: 1, loss: 1, validationLoss: 1.5, seconds: 2 }, { index: 2, loss: 0.5 }, { index: 3 }],
    later: [{ index: 3 }],
    metricNames: [
      'accuracy',
      'batch_accuracy',
      'batch_examples_per_second',
      'batch_loss',
      'learning_rate',
      'loss',
      'val_accuracy',
      'val_loss',
    ],
    metric: { name: 'batch_loss', count: 12 },
    layers: [
      { name: 'dense', type: 'Dense', outputShape: [null, 10], parameters: 7850, settings: { units: 10 } },
    ],
    parameterCount: { total: 7850, trainable: 7850, nonTrainable: 0 },
    evaluation: { epoch: 3, split: 'TEST', loss: 0.5, accuracy: 2 / 3, examples: 3 },
    confusionMatrix: { epoch: 3, split: 'TEST', accuracy: 2 / 3 },
    second: { epoch: 2, labels: ['no', 'yes'] },
    none: null,
    wrong: {
      totalCount: 1,
      edges: [
        {
          node: {
            ...{ actual: 1, predicted: 0, confidence: 0.625 },
            example: { index: 2, split: 'TEST', label: 1, imageUrl: '/images/fashion-mnist/test/2.png' },
          },
        },
      ],
    },
    events: [{ __typename: 'StatusChanged', runId: lease.runId }, { __typename: 'StatusChanged' }],
  })
  expect(run.startedAt).toMatch(/^\d{4}-\d\d-\d\dT.*Z$/)
  expect(run.metric.buckets).toHaveLength(4)
  expect(run.metric.buckets[0]).toMatchObject({
    stepStart: 1,
    stepEnd: 3,
    maximum: 4,
    minimum: 2,
    mean: 3,
    last: 2,
    count: 3,
  })
  expect(run.zoomed).toEqual({
    count: 12,
    buckets: [3, 4, 5].map((step) => ({ stepStart: step, stepEnd: step })),
  })
  expect(run.summary.find((entry: { name: string }) => entry.name === 'loss')).toEqual({
    ...{ name: 'loss', last: 1 / 3, minimum: 1 / 3, maximum: 1, lastStep: 12 },
  })
})

test('the metrics of its layers are named among the others, summed up when asked for, and told by epoch with histograms', async () => {
  const { runId, leaseNumber } = await claimedRun(api)
  const spread = { lowest: 0, highest: 1, counts: [3, 1] }
  const activation = { mean: 0.25, standardDeviation: 2, deadShare: null, histogram: spread }
  const weights = [{ name: 'kernel', histogram: spread, gradientHistogram: spread }]
  const dense = { name: 'dense', norm: 3, gradientNorm: 1, updateNorm: 0.5, weights, activation }
  await recordEpoch(api.db, { runId, leaseNumber }, { ...epochRecord(1), layers: [dense] })
  const { run } = await ask(
    /* GraphQL */ `
      query ($id: ID!) {
        run(id: $id) { metricNames summary { name } all: summary(layers: true) { name last } }
      }`,
    { id: runId },
  )
  expect(run.summary).toHaveLength(8)
  expect(run.all).toHaveLength(13)
  expect(run.all).toContainEqual({ name: 'layers/dense/weight_norm', last: 3 })
  expect(run.all.map(({ name }: { name: string }) => name)).toEqual(run.metricNames)
  const history = `query ($id: ID!) { run(id: $id) {
    dense: layerHistory(layer: "dense") {
      epoch weightNorm gradientNorm updateNorm activationMean activationStandardDeviation deadShare
      histograms { tensor weight lowest highest counts }
    }
    none: layerHistory(layer: "none") { epoch } } }`
  expect((await ask(history, { id: runId })).run).toEqual({
    dense: [
      {
        ...{ epoch: 1, weightNorm: 3, gradientNorm: 1, updateNorm: 0.5 },
        ...{ activationMean: 0.25, activationStandardDeviation: 2, deadShare: null },
        histograms: [
          { tensor: 'ACTIVATION', weight: null, ...spread },
          { tensor: 'WEIGHT', weight: 'kernel', ...spread },
          { tensor: 'GRADIENT', weight: 'kernel', ...spread },
        ],
      },
    ],
    none: [],
  })
  await finishRun(api.db, { runId, leaseNumber }, { status: 'COMPLETED', reason: null })
  await api.db.run.delete({ where: { id: runId } })
})

test('no such run is null, and a fresh one is empty, not an error', async () => {
  expect(
    await ask('{ a: run(id: "nonsense") { id } b: run(id: "00000000-0000-7000-8000-000000000000") { id } }'),
  ).toEqual({ a: null, b: null })
  const fresh = /* GraphQL */ `
    query ($id: ID!) {
      run(id: $id) {
        status startedAt device stepsPerEpoch history { index } metricNames summary { name } layers { name }
        parameterCount { total } evaluation { loss } confusionMatrix { epoch } latestProgress { step }
        predictions { totalCount edges { cursor } } metric(name: "loss") { count buckets { last } } examplesPerSecond
      }
    }`
  expect((await ask(fresh, { id: await queuedRun(api, 'fresh') })).run).toEqual({
    ...{
      status: 'QUEUED',
      startedAt: null,
      device: null,
      stepsPerEpoch: null,
      history: [],
      metricNames: [],
      summary: [],
    },
    ...{ layers: [], parameterCount: null, evaluation: null, confusionMatrix: null, latestProgress: null },
    ...{
      predictions: { totalCount: 0, edges: [] },
      metric: { count: 0, buckets: [] },
      examplesPerSecond: null,
    },
  })
})

test('pages of predictions', async () => {
  const page = /* GraphQL */ `
    query ($id: ID!, $after: String) {
      run(id: $id) {
        predictions(actual: 1, first: 1, after: $after) { totalCount pageInfo { hasNextPage endCursor } edges { node { example { index } } } }
      }
    }`
  const first = (await ask(page, { id: lease.runId })).run.predictions
  expect(first).toMatchObject({
    totalCount: 2,
    pageInfo: { hasNextPage: true },
    edges: [{ node: { example: { index: 1 } } }],
  })
  const second = (await ask(page, { id: lease.runId, after: first.pageInfo.endCursor })).run.predictions
  expect(second).toMatchObject({
    pageInfo: { hasNextPage: false },
    edges: [{ node: { example: { index: 2 } } }],
  })
})

test('the hardest images first, and how each was judged over the epochs', async () => {
  const { run } = await ask(
    `query ($id: ID!) { run(id: $id) {
      predictions(order: HARDEST) { edges { node { example { index } } } }
      predictionHistory(split: TEST, indices: [2, 0]) { epochs examples { index predicted confidence } } } }`,
    { id: lease.runId },
  )
  const order = run.predictions.edges.map(
    (edge: { node: { example: { index: number } } }) => edge.node.example.index,
  )
  expect(order).toEqual([2, 1, 0])
  const { epochs, examples } = run.predictionHistory
  expect(examples).toEqual([
    { index: 2, predicted: epochs.map(() => 0), confidence: epochs.map(() => 0.625) },
    { index: 0, predicted: epochs.map(() => 0), confidence: epochs.map(() => 0.75) },
  ])
  expect(epochs).toEqual([1, 2, 3])
  const many = Array.from({ length: 201 }, (_, index) => index)
  const query = `query ($id: ID!, $indices: [Int!]!) {
    run(id: $id) { predictionHistory(split: TEST, indices: $indices) { epochs } } }`
  const { errors } = await api.ask(query, { id: lease.runId, indices: many })
  expect(errors?.[0]?.message).toMatch(/200/)
})

const list = /* GraphQL */ `
  query ($projectId: ID, $filter: RunFilter, $orderBy: RunOrder, $first: Int, $after: String) {
    runs(projectId: $projectId, filter: $filter, orderBy: $orderBy, first: $first, after: $after) {
      totalCount
      pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
      edges { cursor node { name status history { index } evaluation { accuracy } project { slug } summary { name } } }
    }
  }`
const names = (runs: { edges: { node: { name: string } }[] }) => runs.edges.map((edge) => edge.node.name)

test('lists page, filter and sort, with what belongs to each run', async () => {
  for (const name of ['c', 'a', 'b']) {
    const id = await queuedRun(api, name)
    await updateRun(api.db, { id, tags: ['list', name], notes: `notes of ${name}` })
  }
  const of = async (variables: object) => (await ask(list, variables)).runs
  const filter = { tags: ['list'] }
  const first = await of({ filter, first: 2 })
  expect(first).toMatchObject({ totalCount: 3, pageInfo: { hasNextPage: true, hasPreviousPage: false } })
  expect(names(first)).toEqual(['b', 'a'])
  expect(first.pageInfo.endCursor).toBe(first.edges[1].cursor)
  const second = await of({ filter, first: 2, after: first.pageInfo.endCursor })
  expect(names(second)).toEqual(['c'])
  expect(second.pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: true })
  expect(names(await of({ filter, orderBy: { by: 'NAME', direction: 'ASC' } }))).toEqual(['a', 'b', 'c'])
  expect(names(await of({ filter, orderBy: { by: 'NAME' } }))).toEqual(['c', 'b', 'a'])
  expect(names(await of({ filter: { text: 'NOTES OF A' } }))).toEqual(['a'])
  expect(names(await of({ filter: { status: ['COMPLETED'] } }))).toEqual([])
  const running = await of({ filter: { status: ['RUNNING'] } })
  expect(running.edges[0].node).toMatchObject({
    history: [{ index: 1 }, { index: 2 }, { index: 3 }],
    evaluation: { accuracy: 2 / 3 },
    project: { slug: 'fashion-mnist-study' },
  })
  expect(running.edges[0].node.summary).toHaveLength(8)
  expect(await of({ projectId: 'nonsense' })).toMatchObject({
    totalCount: 0,
    edges: [],
    pageInfo: { endCursor: null },
  })
})

test('a page of a list costs no query a run', async () => {
  const count = async (first: number) => {
    const queries = vi.spyOn(pg.Client.prototype, 'query')
    try {
      await ask(list, { first })
      return queries.mock.calls.length
    } finally {
      queries.mockRestore()
    }
  }
  // What the server does beside, such as looking for expired leases, asks now and then too.
  const least = async (first: number) => Math.min(await count(first), await count(first), await count(first))
  expect(await least(4)).toBe(await least(1))
})

test('cursors of another order or of nothing are refused', async () => {
  const { runs } = await ask(list, { first: 1 })
  const refused = async (variables: object) => (await api.ask(list, variables)).errors
  expect(await refused({ after: runs.pageInfo.endCursor, orderBy: { by: 'NAME' } })).toMatchObject([
    {
      message: expect.stringContaining('ordered by CREATED_AT DESC'),
      extensions: { code: 'BAD_USER_INPUT' },
    },
  ])
  expect(await refused({ after: 'bm90aGluZw' })).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }])
  const small = await api.ask('{ runs(first: 1001) { edges { node { name } } } }')
  expect(small.errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }])
  expect(await refused({ first: -1 })).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }])
  expect((await ask(list, { first: 0 })).runs).toMatchObject({ edges: [] })
  const events = await api.ask('query ($id: ID!) { run(id: $id) { events(after: "!") { cursor } } }', {
    id: lease.runId,
  })
  expect(events.errors).toMatchObject([{ message: expect.stringContaining('not a cursor') }])
})

test('a search string and metrics sort and filter, and a search that cannot be read is told at its place', async () => {
  const search = /* GraphQL */ `
    query ($search: String, $filter: RunFilter, $orderBy: RunOrder, $first: Int, $after: String) {
      runs(search: $search, filter: $filter, orderBy: $orderBy, first: $first, after: $after) {
        totalCount pageInfo { hasNextPage endCursor } edges { node { name } }
        searchError { message position length expected }
      }
    }`
  const of = async (variables: object) => (await ask(search, variables)).runs
  const best = { metrics: [{ name: 'val_loss', maximum: 1 }] }
  expect(await of({ search: 'val_loss<=1 status:running' })).toMatchObject({
    totalCount: 1,
    searchError: null,
  })
  expect(names(await of({ filter: best }))).toEqual(names(await of({ search: 'metric.val_loss<=1' })))
  expect(names(await of({ search: 'tag:list', filter: { text: 'NOTES OF A' } }))).toEqual(['a'])
  const list = { filter: { parameters: [{ name: 'batchSize', equals: [64] }] } }
  expect((await api.ask(search, list)).errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }])
  const orderBy = { by: 'METRIC', metric: 'val_loss', statistic: 'MINIMUM', direction: 'ASC' }
  const first = await of({ orderBy, first: 1 })
  expect(names(first)).toEqual(['mlp-1'])
  const rest = await of({ orderBy, after: first.pageInfo.endCursor })
  expect(names(rest)).not.toContain('mlp-1')
  expect(rest.edges).toHaveLength(first.totalCount - 1)
  const other = { orderBy: { ...orderBy, metric: 'loss' }, after: first.pageInfo.endCursor }
  expect((await api.ask(search, other)).errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }])
  expect((await api.ask(search, { orderBy: { by: 'METRIC' } })).errors).toMatchObject([
    { message: expect.stringContaining('orderBy.metric') },
  ])

  const wrong = { search: 'tag:list status:done' }
  const place = { position: 16, length: 4, expected: expect.arrayContaining(['running']) }
  expect(await of(wrong)).toMatchObject({ totalCount: 0, edges: [], searchError: place })
  expect(
    (await api.ask('query ($search: String) { runs(search: $search) { totalCount } }', wrong)).errors,
  ).toMatchObject([
    {
      message: expect.stringContaining("'done'"),
      extensions: { code: 'BAD_USER_INPUT', path: ['search'], ...place },
    },
  ])
})

test('a failed run says why', async () => {
  await finishRun(api.db, lease, { status: 'FAILED', reason: 'The loss is not a number.' })
  expect((await ask('query ($id: ID!) { run(id: $id) { status error } }', { id: lease.runId })).run).toEqual({
    ...{ status: 'FAILED', error: 'The loss is not a number.' },
  })
})
