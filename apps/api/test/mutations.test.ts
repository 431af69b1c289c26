import { finishRun, requestStop } from '@atelier/db'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { claimedRun, queuedRun } from './support/recording.ts'
import { dataOf, startApi, type TestApi } from './support/start-api.ts'

let api: TestApi
let projectId: string
beforeAll(async () => {
  api = await startApi('mutations')
  projectId = (await api.db.project.findFirstOrThrow()).id
})
afterAll(() => api.stop())

const launch = /* GraphQL */ `
  mutation ($input: LaunchRunInput!) {
    launchRun(input: $input) {
      run {
        id number name tags status source seed epochsPlanned epochsCompleted progress parameters project { id }
        config {
          dataset batchSize epochs validation validationSplit trainLimit precision seed
          model { preset layers } optimizer { type learningRate settings }
          learningRateSchedule { type settings warmUpEpochs } labelSmoothing
          earlyStopping { monitor patience minDelta startFromEpoch restoreBestWeights }
          augmentation { flip shift rotation zoom cutout cutoutProbability }
        }
      }
      userErrors { path message code }
    }
  }`
const launchRun = async (input: object) => dataOf(await api.ask(launch, { input })).launchRun
const runCount = () => api.db.run.count()

test('a launch with nothing but a preset takes the defaults of the study, a drawn seed and a name', async () => {
  const { run, userErrors } = await launchRun({ projectId, model: { preset: 'mlp' } })
  expect(userErrors).toEqual([])
  expect(run).toMatchObject({
    ...{
      name: `mlp-${run.number}`,
      tags: [],
      status: 'QUEUED',
      source: 'LAUNCHED',
      project: { id: projectId },
    },
    ...{ epochsPlanned: 50, epochsCompleted: 0, progress: 0 },
    config: {
      ...{ dataset: 'fashion-mnist', batchSize: 64, epochs: 50, validation: 'test', validationSplit: null },
      ...{ trainLimit: null, precision: 'FLOAT32', seed: run.seed },
      optimizer: { type: 'Adam', learningRate: 0.001 },
      model: { preset: 'mlp' },
      learningRateSchedule: { type: 'Constant', settings: {}, warmUpEpochs: 0 },
      ...{ earlyStopping: null, augmentation: null, labelSmoothing: 0 },
    },
    parameters: { model: 'mlp', batchSize: 64, learningRate: 0.001, seed: run.seed },
  })
  expect(run.seed).toBeGreaterThanOrEqual(0)
  expect(run.config.model.layers).toHaveLength(11)
  expect(run.config.model.layers[0]).toMatchObject({ type: 'Dense', units: 512, activation: 'relu' })
  const other = await launchRun({ projectId, model: { preset: 'mlp' } })
  expect(other.run.seed).not.toBe(run.seed)
})

test('a launch keeps what it was given', async () => {
  const input = {
    ...{ projectId, name: 'small', tags: ['a', 'b'], batchSize: 32, epochs: 2, validationSplit: 0.1 },
    ...{ trainLimit: 640, precision: 'BFLOAT16', seed: 0 },
    model: {
      layers: [{ type: 'Flatten' }, { type: 'Dense', units: 10, activation: 'softmax', name: 'out' }],
    },
    optimizer: { type: 'Adam', learningRate: 0.01, settings: { beta1: 0.8 } },
  }
  const { run, userErrors } = await launchRun(input)
  expect(userErrors).toEqual([])
  expect(run).toMatchObject({
    ...{ name: 'small', tags: ['a', 'b'], seed: 0 },
    config: {
      ...{ batchSize: 32, epochs: 2, validation: 'split 0.1', validationSplit: 0.1, trainLimit: 640 },
      ...{ precision: 'BFLOAT16', seed: 0 },
      model: { preset: null, layers: [{ type: 'Flatten' }, { type: 'Dense', units: 10, name: 'out' }] },
      optimizer: { type: 'Adam', learningRate: 0.01, settings: { beta1: 0.8 } },
    },
  })
  const again = await launchRun({ ...input, model: { layers: run.config.model.layers } })
  expect(again.run.config.model.layers).toEqual(run.config.model.layers)
})

test('everything that is wrong comes back at once with its path, and nothing is recorded', async () => {
  const before = await runCount()
  const { run, userErrors } = await launchRun({
    ...{ projectId, batchSize: 0, epochs: -1, trainLimit: 70_000, seed: -5 },
    model: {
      layers: [
        { type: 'Dense', units: 10, activation: 'relu' },
        { type: 'Dense', units: 0 },
        { type: 'Dens' },
        { type: 'Dropout', rate: 2, x: 1 },
      ],
    },
    optimizer: { type: 'Adam', learningRate: -1 },
  })
  expect(run).toBeNull()
  expect(userErrors.map((error: { path: string[] }) => error.path.join('.')).sort()).toEqual([
    ...[
      'batchSize',
      'epochs',
      'model.layers.1.units',
      'model.layers.2.type',
      'model.layers.3.rate',
      'model.layers.3.x',
    ],
    ...['optimizer.learningRate', 'seed'],
  ])
  for (const error of userErrors)
    expect(error).toMatchObject({ message: expect.stringMatching(/\w/), code: expect.any(String) })

  const only = async (input: object) =>
    (await launchRun({ projectId, model: { preset: 'mlp' }, ...input })).userErrors
  expect(await only({ trainLimit: 70_000 })).toMatchObject([{ path: ['trainLimit'], code: 'INVALID_VALUE' }])
  expect(await only({ dataset: 'mnist' })).toMatchObject([{ path: ['dataset'], code: 'NOT_FOUND' }])
  expect(await only({ model: { preset: 'x' } })).toMatchObject([
    { path: ['model', 'preset'], code: 'NOT_FOUND' },
  ])
  expect(
    await only({ model: { layers: [{ type: 'Dense', units: 9, activation: 'softmax' }] } }),
  ).toMatchObject([{ path: ['model', 'layers', '0'], code: 'SHAPE_MISMATCH' }])
  expect(await only({ optimizer: { type: 'SGDX' } })).toMatchObject([
    { path: ['optimizer', 'type'], code: 'UNKNOWN_TYPE' },
  ])
  expect(await only({ projectId: 'x' })).toMatchObject([{ path: ['projectId'] }])
  expect(await only({ projectId: '00000000-0000-7000-8000-000000000000' })).toMatchObject([
    { path: ['projectId'], code: 'NOT_FOUND' },
  ])
  expect(await only({ tags: ['ok', ''] })).toMatchObject([{ path: ['tags', '1'] }])
  expect(await only({ name: 'x'.repeat(201) })).toMatchObject([{ path: ['name'] }])
  expect(await runCount()).toBe(before)
})

test('stopping', async () => {
  const stop = async (id: string) =>
    dataOf(
      await api.ask(
        'mutation ($id: ID!) { stopRun(id: $id) { run { status error } userErrors { path message code } } }',
        { id },
      ),
    ).stopRun
  const queued = await queuedRun(api)
  expect(await stop(queued)).toEqual({ run: { status: 'STOPPED', error: null }, userErrors: [] })
  expect(await stop(queued)).toMatchObject({
    run: null,
    userErrors: [{ path: ['id'], code: 'ALREADY_ENDED' }],
  })
  expect(await stop('nonsense')).toMatchObject({
    run: null,
    userErrors: [{ path: ['id'], code: 'NOT_FOUND' }],
  })
  await api.db.run.updateMany({ where: { status: 'QUEUED' }, data: { status: 'STOPPED' } })
  const lease = await claimedRun(api)
  expect(await stop(lease.runId)).toMatchObject({ run: { status: 'RUNNING' }, userErrors: [] })
  expect(await api.db.run.findUniqueOrThrow({ where: { id: lease.runId } })).toMatchObject({
    stopRequestedAt: expect.any(Date),
  })
  await finishRun(api.db, lease, { status: 'STOPPED', reason: null })
})

test('labels', async () => {
  const id = await queuedRun(api)
  const update = async (input: object) =>
    dataOf(
      await api.ask(
        'mutation ($input: UpdateRunInput!) { updateRun(input: $input) { run { name notes tags } userErrors { path code } } }',
        {
          input: { id, ...input },
        },
      ),
    ).updateRun
  expect(await update({ name: 'new', notes: 'why', tags: ['x', 'x', 'y'] })).toEqual({
    run: { name: 'new', notes: 'why', tags: ['x', 'y'] },
    userErrors: [],
  })
  expect((await update({ notes: '' })).run).toEqual({ name: 'new', notes: '', tags: ['x', 'y'] })
  expect((await update({ name: null, tags: [] })).run).toEqual({ name: 'new', notes: '', tags: [] })
  expect(await update({ name: ' ' })).toEqual({
    run: null,
    userErrors: [{ path: ['name'], code: 'INVALID_VALUE' }],
  })
  expect(await update({ id: 'nonsense' })).toMatchObject({
    userErrors: [{ path: ['id'], code: 'NOT_FOUND' }],
  })
})

test('deleting takes what is over or waits, and leaves what trains', async () => {
  await api.db.run.updateMany({ where: { status: 'QUEUED' }, data: { status: 'STOPPED' } })
  const [running, queued, stopped] = [
    (await claimedRun(api)).runId,
    await queuedRun(api),
    await queuedRun(api),
  ]
  await requestStop(api.db, stopped)
  const ids = [queued, running, 'nonsense', stopped, queued]
  const { deleteRuns } = dataOf(
    await api.ask(
      'mutation ($ids: [ID!]!) { deleteRuns(ids: $ids) { deletedIds userErrors { path message code } } }',
      { ids },
    ),
  )
  expect(deleteRuns.deletedIds.toSorted()).toEqual([queued, stopped].toSorted())
  expect(deleteRuns.userErrors).toMatchObject([{ path: ['ids', '1'], code: 'STILL_RUNNING' }])
  expect(
    (await api.db.run.findMany({ where: { id: { in: ids.slice(0, 2) } } })).map((run) => run.id),
  ).toEqual([running])
})

test('variables that do not fit their types are a bad input, and nothing is launched', async () => {
  const before = await runCount()
  const answer = await api.ask(launch, { input: { projectId, model: { preset: 'mlp' }, epochs: 1.5 } })
  expect(answer).toMatchObject({
    errors: [
      { message: expect.stringContaining('non-integer value: 1.5'), extensions: { code: 'BAD_USER_INPUT' } },
    ],
  })
  expect(await runCount()).toBe(before)
})
