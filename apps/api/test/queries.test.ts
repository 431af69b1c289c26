import { registerWorker } from '@atelier/db'
import { decode } from 'fast-png'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { pixelOf } from './support/data-folder.ts'
import { claimedRun } from './support/recording.ts'
import { dataOf, startApi, type TestApi } from './support/start-api.ts'

let api: TestApi
beforeAll(async () => {
  api = await startApi('queries')
})
afterAll(() => api.stop())

const ask = async (query: string, variables?: object) => dataOf(await api.ask(query, variables))

test('projects are made, listed and found by slug', async () => {
  const create =
    'mutation ($name: String!) { createProject(name: $name) { project { id slug name runCount } userErrors { path message code } } }'
  const made = await ask(create, { name: 'Zweite Änderung' })
  expect(made.createProject).toMatchObject({
    project: { slug: 'zweite-anderung', name: 'Zweite Änderung', runCount: 0 },
    userErrors: [],
  })
  expect((await ask(create, { name: 'Zweite Änderung' })).createProject.project.slug).toBe(
    'zweite-anderung-2',
  )
  expect((await ask(create, { name: ' ' })).createProject).toEqual({
    project: null,
    userErrors: [{ path: ['name'], message: 'must not be empty', code: 'INVALID_VALUE' }],
  })
  const { projects } = await ask('{ projects { slug runCount } }')
  expect(projects).toEqual([
    { slug: 'fashion-mnist-study', runCount: 0 },
    { slug: 'zweite-anderung', runCount: 0 },
    { slug: 'zweite-anderung-2', runCount: 0 },
  ])
  expect(await ask('{ project(slug: "zweite-anderung") { name runCount } }')).toEqual({
    project: { name: 'Zweite Änderung', runCount: 0 },
  })
  expect(await ask('{ project(slug: "none") { name } }')).toEqual({ project: null })
})

test('data sets and their images', async () => {
  const { datasets, none } = await ask(
    '{ datasets { name title labels inputShape trainCount testCount } none: dataset(name: "none") { name } }',
  )
  expect(datasets).toMatchObject([
    {
      name: 'fashion-mnist',
      title: 'Fashion-MNIST',
      inputShape: [28, 28, 1],
      trainCount: 60_000,
      testCount: 10_000,
    },
  ])
  expect(datasets[0].labels).toHaveLength(10)
  expect(none).toBeNull()

  const examples = /* GraphQL */ `
    query ($split: Split!, $label: Int, $first: Int, $after: String) {
      dataset(name: "fashion-mnist") {
        examples(split: $split, label: $label, first: $first, after: $after) {
          totalCount
          pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
          edges { cursor node { index split label imageUrl } }
        }
      }
    }`
  const page = async (variables: object) => (await ask(examples, variables)).dataset.examples
  const first = await page({ split: 'TRAIN', label: 7, first: 2 })
  expect(first).toMatchObject({ totalCount: 3, pageInfo: { hasNextPage: true, hasPreviousPage: false } })
  expect(first.edges.map((edge: { node: { index: number } }) => edge.node.index)).toEqual([7, 17])
  const second = await page({ split: 'TRAIN', label: 7, first: 2, after: first.pageInfo.endCursor })
  expect(second).toMatchObject({ pageInfo: { hasNextPage: false, hasPreviousPage: true } })
  expect(second.edges).toMatchObject([{ node: { index: 27, label: 7, split: 'TRAIN' } }])
  expect((await page({ split: 'TEST' })).totalCount).toBe(20)

  const refused = await api.ask(examples, { split: 'VALIDATION' })
  expect(refused.errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }])
  expect((await api.ask(examples, { split: 'TEST', first: 1000 })).errors).toMatchObject([
    { message: expect.stringContaining('first'), extensions: { code: 'BAD_USER_INPUT' } },
  ])
  expect((await api.ask(examples, { split: 'TEST', after: '%' })).errors).toMatchObject([
    { extensions: { code: 'BAD_USER_INPUT' } },
  ])

  const response = await fetch(`${api.address}${second.edges[0].node.imageUrl}`)
  expect(response.headers.get('content-type')).toBe('image/png')
  expect(response.headers.get('cache-control')).toContain('immutable')
  const image = decode(new Uint8Array(await response.arrayBuffer()))
  expect(image).toMatchObject({ width: 28, height: 28, depth: 8, channels: 1 })
  expect([...image.data]).toEqual(Array.from({ length: 784 }, (_, place) => pixelOf(27, place)))
  for (const path of [
    'fashion-mnist/test/20.png',
    'fashion-mnist/test/01.png',
    'fashion-mnist/validation/1.png',
    'none/test/1.png',
    '..%2f..%2fetc/test/1.png',
  ])
    expect((await fetch(`${api.address}/images/${path}`)).status).toBe(404)
})

test('presets and previews equal the study', async () => {
  const { modelPresets } = await ask('{ modelPresets { name title description layers } }')
  expect(modelPresets.map((preset: { name: string }) => preset.name)).toEqual([
    'mlp',
    'cnn',
    'mlp-fast',
    'cnn-fast',
    'cnn-best',
  ])
  const preview = /* GraphQL */ `
    query ($model: ModelInput!, $shape: [Int!]!) {
      previewModel(model: $model, inputShape: $shape) {
        layers { index name type outputShape parameters trainable nonTrainable settings }
        parameterCount { total trainable nonTrainable }
        userErrors { path message code }
      }
    }`
  const of = async (model: object, shape = [28, 28, 1]) => (await ask(preview, { model, shape })).previewModel
  expect(await of({ preset: 'mlp' })).toMatchObject({
    parameterCount: { total: 870_410, trainable: 867_338, nonTrainable: 3072 },
    userErrors: [],
  })
  const cnn = await of({ preset: 'cnn' })
  expect(cnn.parameterCount).toEqual({ total: 7_658_746, trainable: 7_657_538, nonTrainable: 1208 })
  expect(cnn.layers[1]).toMatchObject({
    type: 'BatchNormalization',
    outputShape: [null, 26, 26, 128],
    parameters: 104,
  })
  expect(await of({ layers: [{ type: 'Flatten' }, { type: 'Dense', units: 0 }] })).toEqual({
    layers: [],
    parameterCount: null,
    userErrors: [
      {
        path: ['model', 'layers', '1', 'units'],
        message: expect.stringContaining('units'),
        code: 'INVALID_VALUE',
      },
    ],
  })
  expect((await of({})).userErrors).toMatchObject([{ path: ['model'], code: 'INVALID_VALUE' }])
  expect((await of({ preset: 'none' })).userErrors).toMatchObject([
    { path: ['model', 'preset'], code: 'NOT_FOUND' },
  ])
  expect((await api.ask(preview, { model: { preset: 'mlp' }, shape: [28, -1] })).errors).toMatchObject([
    { message: expect.stringContaining('inputShape'), extensions: { code: 'BAD_USER_INPUT' } },
  ])
})

test('workers show what they train, and whether they are still there', async () => {
  const lost = await registerWorker(api.db, { name: 'old', host: 'attic', device: 'CPU' })
  await api.db.worker.update({ where: { id: lost.id }, data: { lastSeenAt: new Date(Date.now() - 60_000) } })
  const lease = await claimedRun(api)
  const { workers } = await ask(
    '{ workers { id name host device status slots lastSeenAt run { id } runs { id } } }',
  )
  expect(workers).toMatchObject([
    {
      host: 'here',
      device: 'CPU',
      status: 'idle',
      slots: 1,
      run: { id: lease.runId },
      runs: [{ id: lease.runId }],
    },
    { name: 'old', host: 'attic', status: 'lost', run: null, runs: [] },
  ])
})
