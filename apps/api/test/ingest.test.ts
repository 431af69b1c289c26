import { afterAll, beforeAll, expect, test } from 'vitest'
import { claimedRun } from './support/recording.ts'
import { dataOf, startApi, type TestApi } from './support/start-api.ts'
import { subscriber, take } from './support/subscriber.ts'

let api: TestApi
beforeAll(async () => {
  api = await startApi('ingest')
})
afterAll(() => api.stop())

type Point = { readonly name: string; readonly step: number; readonly value: number; readonly at?: string }
type Errors = { readonly path: readonly string[]; readonly code: string; readonly message: string }[]

const CREATE = /* GraphQL */ `
  mutation ($input: CreateRunInput!) {
    createRun(input: $input) { run { id number status source name parameters } userErrors { path code message } }
  }`
const LOG = /* GraphQL */ `
  mutation ($runId: ID!, $points: [MetricPointInput!]!) {
    logMetrics(runId: $runId, points: $points) { accepted userErrors { path code message } }
  }`
const FINISH = /* GraphQL */ `
  mutation ($id: ID!, $status: RunStatus!, $error: String) {
    finishRun(id: $id, status: $status, error: $error) { run { status error } userErrors { path code message } }
  }`
const POINTS = /* GraphQL */ `
  query ($id: ID!, $name: String!, $after: Int, $first: Int) {
    run(id: $id) {
      metric(name: $name) { count points(after: $after, first: $first) { steps values at hasNextPage } }
    }
  }`
const EVENTS = /* GraphQL */ `
  subscription ($runId: ID!) {
    runEvents(runId: $runId) {
      __typename cursor
      ... on StatusChanged { status }
      ... on MetricsLogged { points { name step value } }
    }
  }`

const create = async (input: object = {}) =>
  dataOf(await api.ask(CREATE, { input: { project: 'fashion-mnist-study', ...input } })).createRun
const newRun = async (): Promise<string> => (await create()).run.id
const log = async (
  runId: string,
  points: readonly Point[],
): Promise<{ accepted: number; userErrors: Errors }> =>
  dataOf(await api.ask(LOG, { runId, points })).logMetrics
const finish = async (id: string, status: string, error?: string) =>
  dataOf(await api.ask(FINISH, { id, status, error })).finishRun
const pointsOf = async (id: string, name: string, page: object = {}) =>
  dataOf(await api.ask(POINTS, { id, name, ...page })).run.metric
const series = (name: string, first: number, count: number): Point[] =>
  Array.from({ length: count }, (_, at) => ({ name, step: first + at, value: (first + at) / 10 }))

test('a run of a script: RUNNING, the same again by its key, found by slug or id, its parameters flat', async () => {
  const input = { key: 'a', parameters: { lr: 0.1, optimizer: { type: 'SGD', betas: [0.9, 0.99] } } }
  const first = await create(input)
  expect(first).toMatchObject({ userErrors: [], run: { status: 'RUNNING', source: 'LOGGED' } })
  expect(first.run.parameters).toEqual({ lr: 0.1, 'optimizer.type': 'SGD', 'optimizer.betas': '0.9, 0.99' })
  const again = await Promise.all([create(input), create({ ...input, name: 'other' }), create(input)])
  expect(again.map(({ run }) => run.id)).toEqual([first.run.id, first.run.id, first.run.id])
  expect((await create({ key: 'b' })).run.number).toBe(first.run.number + 1)
  const none = await create({ project: 'no-such-project' })
  expect(none).toMatchObject({ run: null, userErrors: [{ path: ['project'], code: 'NOT_FOUND' }] })
})

test('a batch sent twice, overlapping ones and the same at once are stored once; late and unordered ones too', async () => {
  const runId = await newRun()
  expect(await log(runId, series('loss', 1, 100))).toEqual({ accepted: 100, userErrors: [] })
  expect((await log(runId, series('loss', 1, 100))).accepted).toBe(100)
  expect((await log(runId, series('loss', 51, 100))).accepted).toBe(100)
  const changed = series('loss', 1, 150).map((point) => ({ ...point, value: -1 }))
  expect((await log(runId, changed)).accepted).toBe(150)
  await Promise.all(Array.from({ length: 8 }, () => log(runId, series('loss', 200, 50))))
  await log(runId, [
    { name: 'loss', step: 180, value: 18 },
    { name: 'loss', step: 170, value: 17 },
    { name: 'loss', step: 180, value: 99 },
  ])
  const expected = [...series('loss', 1, 150), ...series('loss', 170, 1), ...series('loss', 180, 1)]
  const all = [...expected, ...series('loss', 200, 50)]
  const stored = await pointsOf(runId, 'loss')
  expect(stored.count).toBe(202)
  expect(stored.points).toMatchObject({
    ...{ steps: all.map(({ step }) => step), values: all.map(({ value }) => value), hasNextPage: false },
  })
  expect(stored.points.at).toHaveLength(202)
  const page = await pointsOf(runId, 'loss', { after: 148, first: 3 })
  expect(page.points).toMatchObject({ steps: [149, 150, 170], hasNextPage: true })
  const { run } = dataOf(
    await api.ask(
      /* GraphQL */ `query ($id: ID!) { run(id: $id) { summary { name last minimum maximum lastStep } } }`,
      {
        id: runId,
      },
    ),
  )
  expect(run.summary).toEqual([{ name: 'loss', last: 24.9, minimum: 0.1, maximum: 24.9, lastStep: 249 }])
})

test('subscribers get every point once, in the order of commits, also what comes after the end', async () => {
  const runId = await newRun()
  const early = subscriber(api)
  const events = early.subscribe<{ runEvents: { __typename: string; points?: Point[] } }>(EVENTS, { runId })
  const taken = take(events)
  for (let call = 0; call < 20; call += 1) await log(runId, series('x', call * 30, call % 2 ? 40 : 30))
  await Promise.all([0, 1, 2, 3].map((part) => log(runId, series(`y/${part}`, 0, 3))))
  await finish(runId, 'COMPLETED')
  const seen = (await taken).flatMap(({ runEvents }) => runEvents.points ?? [])
  await early.close()
  const steps = (points: readonly Point[], name: string) =>
    points.filter((point) => point.name === name).map(({ step }) => step)
  expect(steps(seen, 'x')).toEqual(Array.from({ length: 610 }, (_, step) => step))
  for (const part of [0, 1, 2, 3]) expect(steps(seen, `y/${part}`)).toEqual([0, 1, 2])

  expect(await log(runId, series('x', 610, 20))).toEqual({ accepted: 20, userErrors: [] })
  expect((await pointsOf(runId, 'x')).count).toBe(630)
  const late = subscriber(api)
  const all = await take(late.subscribe<{ runEvents: { points?: Point[] } }>(EVENTS, { runId }))
  await late.close()
  expect(
    steps(
      all.flatMap(({ runEvents }) => runEvents.points ?? []),
      'x',
    ),
  ).toHaveLength(630)
})

test('an extreme among a million points is in its bucket at every width, and pages hold every point', async () => {
  const runId = await newRun()
  await log(runId, series('long', 0, 9000))
  const { id } = await api.db.metricSeries.findFirstOrThrow({ where: { runId, name: 'long' } })
  // The rest past the API, as a migration of an old history would have it, then points through the API again.
  await api.db.$executeRaw`
    INSERT INTO metric_point (series_id, step, value, at) SELECT ${id}, step, 0, now() FROM generate_series(9000, 999999) AS step`
  await api.db.$executeRaw`DELETE FROM metric_bucket WHERE series_id = ${id}`
  await api.db
    .$executeRaw`UPDATE metric_series SET bucketed = false, count = 1000000, last_step = 999999 WHERE id = ${id}`
  await log(runId, [{ name: 'long', step: 1_000_000, value: -77 }])
  await log(runId, [{ name: 'long', step: 1_000_001, value: 5000 }])
  const buckets = async (maxPoints: number) => {
    const answer = await api.ask(
      /* GraphQL */ `query ($id: ID!, $maxPoints: Int!) {
        run(id: $id) { metric(name: "long", maxPoints: $maxPoints) {
          count buckets { stepStart stepEnd minimum maximum mean last count } } }
      }`,
      { id: runId, maxPoints },
    )
    return dataOf(answer).run.metric
  }
  for (const maxPoints of [1, 10, 1000, 10_000]) {
    const metric = await buckets(maxPoints)
    const all: { count: number; minimum: number; maximum: number; stepStart: number; stepEnd: number }[] =
      metric.buckets
    expect(metric.count).toBe(1_000_002)
    expect(all.length).toBeLessThanOrEqual(maxPoints)
    expect(all.length).toBeGreaterThan(maxPoints / 3)
    expect(all.reduce((sum, bucket) => sum + bucket.count, 0)).toBe(1_000_002)
    expect(Math.min(...all.map(({ minimum }) => minimum))).toBe(-77)
    expect(Math.max(...all.map(({ maximum }) => maximum))).toBe(5000)
    expect(all.every((bucket, at) => at === 0 || bucket.stepStart > (all[at - 1]?.stepEnd ?? -1))).toBe(true)
    expect(metric.buckets.at(-1)).toMatchObject({ stepEnd: 1_000_001, last: 5000, maximum: 5000 })
  }
  const page = await pointsOf(runId, 'long', { after: 899_999, first: 100_000 })
  expect(page.points.steps).toHaveLength(100_000)
  expect(page.points).toMatchObject({ hasNextPage: true })
  expect(page.points.at).toHaveLength(100_000)
})

test('a whole history as our own worker records it, each part once however often it is sent', async () => {
  const runId: string = (await create({ parameters: { dataset: 'fashion-mnist' } })).run.id
  const all = /* GraphQL */ `
    mutation ($runId: ID!, $epochs: [EpochInput!]!, $layers: [LayerInput!]!, $matrix: ConfusionMatrixInput!,
      $predictions: PredictionsInput!, $evaluation: EvaluationInput!, $lines: [LogLineInput!]!) {
      logLayers(runId: $runId, layers: $layers) { recorded userErrors { path } }
      logEpochs(runId: $runId, epochs: $epochs) { accepted userErrors { path } }
      logConfusionMatrix(runId: $runId, input: $matrix) { recorded userErrors { path } }
      logPredictions(runId: $runId, input: $predictions) { recorded userErrors { path } }
      logEvaluation(runId: $runId, input: $evaluation) { recorded userErrors { path } }
      logLines(runId: $runId, lines: $lines) { accepted userErrors { path } }
    }`
  const epoch = (index: number) => ({
    ...{ index, loss: 1 / index, accuracy: 0.5, validationLoss: 2 / index, validationAccuracy: 0.25 },
    ...{ learningRate: 0.001, seconds: 2, examplesPerSecond: 100, step: index * 10 },
  })
  const variables = {
    runId,
    epochs: [epoch(1), epoch(2)],
    layers: [{ name: 'dense', type: 'Dense', outputShape: [null, 10], parameters: 7850 }],
    matrix: {
      epoch: 2,
      split: 'TEST',
      labels: ['no', 'yes'],
      counts: [
        [1, 0],
        [1, 1],
      ],
    },
    predictions: {
      epoch: 2,
      split: 'TEST',
      actual: [0, 1, 1],
      predicted: [0, 1, 0],
      confidence: [0.75, 0.5, 0.625],
    },
    evaluation: { epoch: 2, loss: 0.5, accuracy: 0.75, examples: 3 },
    lines: [
      { number: 1, message: 'hello' },
      { number: 1, message: 'hello' },
    ],
  }
  const once = dataOf(await api.ask(all, variables))
  const twice = dataOf(await api.ask(all, variables))
  expect(once).toEqual({
    logLayers: { recorded: true, userErrors: [] },
    logEpochs: { accepted: 2, userErrors: [] },
    logConfusionMatrix: { recorded: true, userErrors: [] },
    logPredictions: { recorded: true, userErrors: [] },
    logEvaluation: { recorded: true, userErrors: [] },
    logLines: { accepted: 2, userErrors: [] },
  })
  expect(twice).toMatchObject({ logLayers: { recorded: false }, logEvaluation: { recorded: false } })
  const { run } = dataOf(
    await api.ask(
      /* GraphQL */ `query ($id: ID!) { run(id: $id) {
        epochsCompleted history { index loss validationAccuracy } metricNames parameterCount { total }
        summary { name last lastStep } evaluation { accuracy } confusionMatrix { counts } predictions(wrongOnly: true) { edges { node { example { index } confidence } } }
        events { __typename } } }`,
      { id: runId },
    ),
  )
  expect(run).toMatchObject({
    ...{
      epochsCompleted: 2,
      history: [
        { index: 1, loss: 1 },
        { index: 2, loss: 0.5, validationAccuracy: 0.25 },
      ],
    },
    metricNames: ['accuracy', 'learning_rate', 'loss', 'val_accuracy', 'val_loss'],
    ...{
      parameterCount: { total: 7850 },
      evaluation: { accuracy: 0.75 },
      confusionMatrix: {
        counts: [
          [1, 0],
          [1, 1],
        ],
      },
    },
  })
  expect(run.predictions.edges).toEqual([{ node: { example: { index: 2 }, confidence: 0.625 } }])
  expect(run.summary).toContainEqual({ name: 'val_loss', last: 1, lastStep: 20 })
  expect(run.events.map((event: { __typename: string }) => event.__typename)).toEqual([
    ...['StatusChanged', 'LayersSummarized', 'EpochCompleted', 'EpochCompleted', 'ConfusionMatrixComputed'],
    ...['EvaluationCompleted', 'LogLine'],
  ])
})

test('what is wrong comes back with its path, and nothing of the call is stored', async () => {
  const runId = await newRun()
  const wrong = await log(runId, [
    { name: 'ok', step: 1, value: 1 },
    { name: '', step: 1, value: 1 },
    { name: 'x'.repeat(251), step: 1, value: 1 },
    { name: 'ok', step: -1, value: 1 },
    { name: 'ok', step: 2, value: 1e300 },
  ])
  expect(wrong.accepted).toBe(0)
  expect(wrong.userErrors.map(({ path, code }) => `${path.join('.')} ${code}`)).toEqual([
    ...['points.1.name INVALID_VALUE', 'points.2.name INVALID_VALUE'],
    ...['points.3.step INVALID_VALUE', 'points.4.value INVALID_VALUE'],
  ])
  expect((await pointsOf(runId, 'ok')).count).toBe(0)
  const tooMany = await log(runId, series('x', 0, 10_001))
  expect(tooMany).toMatchObject({ accepted: 0, userErrors: [{ path: ['points'] }] })
  const metrics = (from: number) =>
    Array.from({ length: 5_001 }, (_, at) => ({ name: `m/${from + at}`, step: 1, value: 1 }))
  expect((await log(runId, metrics(0))).accepted).toBe(5_001)
  expect(await log(runId, metrics(5_001))).toMatchObject({ accepted: 0, userErrors: [{ path: ['points'] }] })
  expect((await log(runId, series('m/0', 2, 5))).accepted).toBe(5)
  for (const id of ['x', '00000000-0000-7000-8000-000000000000'])
    expect(await log(id, series('x', 0, 1))).toMatchObject({
      ...{ accepted: 0, userErrors: [{ path: ['runId'], code: 'NOT_FOUND' }] },
    })
  const answer = await api.ask(
    /* GraphQL */ `mutation ($id: ID!) { logMetrics(runId: $id, points: [{ name: "x", step: 1, value: NaN }]) { accepted } }`,
    { id: runId },
  )
  expect(answer.errors?.length).toBeGreaterThan(0)
})

test('a call that is refused does not take the calls beside it along', async () => {
  const runId = await newRun()
  const { runId: launched } = await claimedRun(api)
  const results = await Promise.all([
    log(runId, series('x', 0, 10)),
    log(launched, series('x', 0, 10)),
    log('00000000-0000-7000-8000-000000000000', series('x', 0, 10)),
    log(runId, series('x', 5, 10)),
  ])
  expect(results.map(({ accepted }) => accepted)).toEqual([10, 0, 0, 10])
  expect(results[1]?.userErrors).toMatchObject([{ path: ['runId'], code: 'CONFLICT' }])
  expect((await pointsOf(runId, 'x')).count).toBe(15)
})

test('a run ends once; again alike is nothing, otherwise it is refused', async () => {
  const runId = await newRun()
  expect((await finish(runId, 'RUNNING')).userErrors).toMatchObject([{ path: ['status'] }])
  const failed = { run: { status: 'FAILED', error: 'out of memory' }, userErrors: [] }
  expect(await finish(runId, 'FAILED', 'out of memory')).toEqual(failed)
  expect(await finish(runId, 'FAILED', 'out of memory')).toEqual(failed)
  expect((await finish(runId, 'COMPLETED')).userErrors).toMatchObject([{ code: 'ALREADY_ENDED' }])
})

test('a lost writer ends its run only as the last one; a new one has the run that failed go on', async () => {
  const begin = async (writer: string) => (await create({ key: 'shared', writer })).run
  const { id } = await begin('first')
  expect((await begin('first')).status).toBe('RUNNING')
  await begin('second')
  const lost = async (writer: string) =>
    dataOf(
      await api.ask(
        /* GraphQL */ `mutation ($id: ID!, $writer: String) {
          finishRun(id: $id, status: FAILED, error: "killed", writer: $writer, lost: true) {
            run { status error } userErrors { code }
          }
        }`,
        { id, writer },
      ),
    ).finishRun
  const running = { run: { status: 'RUNNING', error: null }, userErrors: [] }
  const failed = { run: { status: 'FAILED', error: 'killed' }, userErrors: [] }
  expect(await lost('first')).toEqual(running)
  expect(await lost('first')).toEqual(running)
  expect(await lost('second')).toEqual(failed)
  // A retried call of one that was there is no new start.
  expect((await begin('second')).status).toBe('FAILED')
  expect((await begin('third')).status).toBe('RUNNING')
  expect((await finish(id, 'COMPLETED')).run.status).toBe('COMPLETED')
  expect(await lost('third')).toEqual({ run: { status: 'COMPLETED', error: null }, userErrors: [] })
  expect((await begin('fourth')).status).toBe('COMPLETED')
})

test('each writer counts its lines by itself', async () => {
  const runId = await newRun()
  const lines = [
    { writer: 'a', number: 1, message: 'a1' },
    { writer: 'b', number: 1, message: 'b1' },
    { number: 1, message: 'nobody 1' },
    { writer: 'a', number: 1, message: 'a1' },
  ]
  for (const _ of [1, 2])
    await api.ask(
      /* GraphQL */ `mutation ($runId: ID!, $lines: [LogLineInput!]!) {
        logLines(runId: $runId, lines: $lines) { accepted }
      }`,
      { runId, lines },
    )
  const stored = await api.db.runEvent.findMany({
    where: { runId, type: 'LogLine' },
    orderBy: { sequence: 'asc' },
  })
  expect(stored.map(({ payload }) => payload)).toEqual(
    ['a1', 'b1', 'nobody 1'].map((message) => ({ level: 'info', message })),
  )
})

test('a person stops a run of a script at once, and its deletion takes its points along', async () => {
  const runId = await newRun()
  await log(runId, series('x', 0, 9000))
  const stop = /* GraphQL */ `mutation ($id: ID!) { stopRun(id: $id) { run { status } userErrors { code } } }`
  expect(dataOf(await api.ask(stop, { id: runId })).stopRun.run).toEqual({ status: 'STOPPED' })
  const { id } = await api.db.metricSeries.findFirstOrThrow({ where: { runId } })
  expect(await api.db.metricBucket.count({ where: { seriesId: id } })).toBeGreaterThan(0)
  await api.ask(/* GraphQL */ `mutation ($ids: [ID!]!) { deleteRuns(ids: $ids) { deletedIds } }`, {
    ids: [runId],
  })
  expect(await api.db.metricPoint.count({ where: { seriesId: id } })).toBe(0)
  expect(await api.db.metricBucket.count({ where: { seriesId: id } })).toBe(0)
})
