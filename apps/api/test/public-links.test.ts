import { createRun, logConfusionMatrix, logEpochs, logPredictions } from '@atelier/db'
import { getNamedType, isObjectType } from 'graphql'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { loggedPath } from '../src/http/route-of.ts'
import { schema } from '../src/schema/index.ts'
import { dataOf, startApi, type TestApi } from './support/start-api.ts'

let api: TestApi
beforeAll(async () => {
  api = await startApi('public_links')
})
afterAll(() => api.stop())

/** Nobody: a request that comes from elsewhere, without anything to be known by. */
const stranger = { 'x-forwarded-for': '192.0.2.1' }

const CREATE = `mutation ($runIds: [ID!]!) {
  createPublicLink(runIds: $runIds) {
    publicLink { id createdBy { id } runs { id } } path userErrors { path code message } } }`
const REVOKE = `mutation ($id: ID!) {
  revokePublicLink(id: $id) { publicLink { id } userErrors { path code } } }`
const SHARED = `query ($token: String!, $id: ID!) {
  shared(token: $token) {
    runs { id number name status }
    run(id: $id) {
      history { index validationAccuracy }
      layers { name }
      layerHistory(layer: "dense") { epoch }
      parameterCount { total }
      confusionMatrix { epoch labels counts }
      predictions(wrongOnly: true) { totalCount edges { node { actual predicted example { imageUrl } } } }
      predictionHistory(split: TEST, indices: [1]) { epochs examples { index predicted confidence } }
    }
  }
}`

/** A run of a script with an epoch, a matrix and judged images. */
async function judgedRun(name: string, project?: string): Promise<string> {
  const projectId = project ?? (await api.db.project.findFirstOrThrow()).id
  const made = await createRun(api.db, { projectId, name, parameters: { dataset: 'fashion-mnist' } })
  if (!made.ok) throw new Error(JSON.stringify(made.issues))
  const runId = made.value.id
  await logEpochs(api.db, { runId, epochs: [{ index: 1, loss: 0.5, validationAccuracy: 0.5 }] })
  const labels = ['no', 'yes']
  await logConfusionMatrix(api.db, {
    runId,
    epoch: 1,
    split: 'TEST',
    labels,
    counts: [
      [1, 1],
      [0, 0],
    ],
  })
  const judged = { actual: [0, 0], predicted: [0, 1], confidence: [0.9, 0.8] }
  await logPredictions(api.db, { runId, epoch: 1, split: 'TEST', firstExample: 0, ...judged })
  return runId
}

async function share(runIds: readonly string[]): Promise<{ id: string; token: string }> {
  const { publicLink, path, userErrors } = dataOf(await api.ask(CREATE, { runIds })).createPublicLink
  expect(userErrors).toEqual([])
  return { id: publicLink.id, token: /^\/shared\/([\w-]{43})$/.exec(path)?.[1] ?? '' }
}

const sharedWith = async (token: string, id: string) =>
  dataOf(await api.ask(SHARED, { token, id }, stranger)).shared
const statusOf = async (path: string) => (await fetch(api.address + path, { headers: stranger })).status

test('whoever has the link sees the runs with their images, and nobody without it; its end is the end of all', async () => {
  const shown = await judgedRun('shown')
  const hidden = await judgedRun('hidden')
  const { id, token } = await share([shown])
  const seen = await sharedWith(token, shown)
  expect(seen.runs).toMatchObject([{ id: shown, name: 'shown', status: 'RUNNING' }])
  expect(seen.run).toMatchObject({
    history: [{ index: 1, validationAccuracy: 0.5 }],
    confusionMatrix: {
      epoch: 1,
      labels: ['no', 'yes'],
      counts: [
        [1, 1],
        [0, 0],
      ],
    },
    predictions: { totalCount: 1, edges: [{ node: { actual: 0, predicted: 1 } }] },
    layerHistory: [],
    predictionHistory: { epochs: [1], examples: [{ index: 1, predicted: [1], confidence: [0.8] }] },
  })
  expect((await sharedWith(token, hidden)).run).toBeNull()

  const image: string = seen.run.predictions.edges[0].node.example.imageUrl
  expect(await statusOf(`/shared/${token}${image}`)).toBe(200)
  expect(await statusOf(image)).toBe(403)
  expect(await statusOf(`/shared/${'x'.repeat(43)}${image}`)).toBe(404)
  expect(await statusOf(`/shared/${token}${image.replace('fashion-mnist', 'another')}`)).toBe(404)
  expect(await sharedWith(`${token.slice(0, -1)}${token.endsWith('A') ? 'Q' : 'A'}`, shown)).toBeNull()
  expect(await sharedWith('', shown)).toBeNull()

  // It opens nothing else.
  const asked = await api.ask(
    'query ($id: ID!) { run(id: $id) { name } }',
    { id: shown },
    {
      ...stranger,
      authorization: `Bearer ${token}`,
    },
  )
  expect(asked.errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED')
  expect(dataOf(await api.ask(REVOKE, { id })).revokePublicLink.userErrors).toEqual([])
  expect(await sharedWith(token, shown)).toBeNull()
  expect(await statusOf(`/shared/${token}${image}`)).toBe(404)
  expect(dataOf(await api.ask(REVOKE, { id })).revokePublicLink.userErrors).toEqual([
    { path: ['id'], code: 'NOT_FOUND' },
  ])
})

test('nothing but the hash of a link is kept, and no log holds it', async () => {
  const { id, token } = await share([await judgedRun('kept')])
  const row = await api.db.publicLink.findUniqueOrThrow({ where: { id }, include: { runs: true } })
  expect(Buffer.from(row.hash)).toHaveLength(32)
  expect(JSON.stringify({ ...row, hash: Buffer.from(row.hash).toString('base64url') })).not.toContain(token)
  for (const path of [`/shared/${token}`, `/shared/${token}/images/fashion-mnist/test/0.png`])
    expect(loggedPath(path)).toBe('/shared/…')
})

test('nothing that a link shows leads anywhere else in the schema', () => {
  const reached = new Set<string>()
  const visit = (name: string) => {
    const type = schema.getType(name)
    if (reached.has(name) || !isObjectType(type)) return
    reached.add(name)
    for (const field of Object.values(type.getFields())) visit(getNamedType(field.type).name)
  }
  visit('SharedRuns')
  expect([...reached].sort()).toEqual([
    ...[
      'ClassReport',
      'ConfusionMatrix',
      'Epoch',
      'Evaluation',
      'Example',
      'ExampleHistory',
      'LayerEpoch',
      'LayerHistogram',
      'LayerSummary',
    ],
    ...[
      'PageInfo',
      'ParameterCount',
      'Prediction',
      'PredictionConnection',
      'PredictionEdge',
      'PredictionHistory',
    ],
    ...['SharedRun', 'SharedRuns', 'StepProgress'],
  ])
})

test('a comparison shows several runs in their order; a deleted one goes, and with the last one the link', async () => {
  const [first, second] = [await judgedRun('first'), await judgedRun('second')]
  const { token } = await share([second, first, second])
  const names = async () =>
    (await sharedWith(token, first))?.runs.map(({ name }: { name: string }) => name) ?? null
  expect(await names()).toEqual(['second', 'first'])
  const listed = async (runId: string) =>
    dataOf(await api.ask('query ($runId: ID) { publicLinks(runId: $runId) { runs { name } } }', { runId }))
      .publicLinks
  expect(await listed(first)).toEqual([{ runs: [{ name: 'second' }, { name: 'first' }] }])
  const end = 'mutation ($id: ID!) { finishRun(id: $id, status: COMPLETED) { userErrors { code } } }'
  const remove = 'mutation ($ids: [ID!]!) { deleteRuns(ids: $ids) { deletedIds } }'
  for (const id of [first, second]) await api.ask(end, { id })
  dataOf(await api.ask(remove, { ids: [second] }))
  expect(await names()).toEqual(['first'])
  dataOf(await api.ask(remove, { ids: [first] }))
  expect(await names()).toBeNull()
  expect(await listed(first)).toEqual([])
})

test('a link shows runs of one workspace, of which there is at least one and at most twenty', async () => {
  const here = await judgedRun('here')
  const data = { slug: 'other-team', name: 'Other team' }
  const { id: workspaceId } = await api.db.workspace.create({ data })
  const { id: projectId } = await api.db.project.create({ data: { ...data, workspaceId } })
  const there = await judgedRun('there', projectId)
  const issues = async (runIds: readonly string[]) => {
    const answer = await api.ask(CREATE, { runIds })
    return answer.data?.createPublicLink.userErrors ?? answer.errors?.[0]?.extensions.code
  }
  expect(await issues([here, there])).toMatchObject([{ path: ['runIds'], code: 'INVALID_VALUE' }])
  expect(await issues([])).toMatchObject([{ path: ['runIds'], code: 'NOT_FOUND' }])
  expect(await issues([here, '00000000-0000-7000-8000-000000000000'])).toMatchObject([{ code: 'NOT_FOUND' }])
  expect(await issues(Array.from({ length: 21 }, () => here))).toBe('BAD_USER_INPUT')
})
