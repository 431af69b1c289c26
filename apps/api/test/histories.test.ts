import { createPublicLink, createRun, logEpochs, logEvaluation } from '@atelier/db'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { dataOf, startApi, type TestApi } from './support/start-api.ts'

let api: TestApi
beforeAll(async () => {
  api = await startApi('histories')
})
afterAll(() => api.stop())
afterEach(() => {
  vi.restoreAllMocks()
})

async function newRun(name: string, epochs: number): Promise<string> {
  const { id: projectId } = await api.db.project.findFirstOrThrow()
  const made = await createRun(api.db, { projectId, name, parameters: {} })
  if (!made.ok) throw new Error(JSON.stringify(made.issues))
  const indices = Array.from({ length: epochs }, (_, at) => at + 1)
  if (epochs > 0)
    await logEpochs(api.db, {
      runId: made.value.id,
      epochs: indices.map((index) => ({ index, loss: 1 / index })),
    })
  return made.value.id
}

const textOf = (query: unknown): string =>
  typeof query === 'object' && query !== null && 'text' in query ? String(query.text) : String(query)

/** How many rows statements that name a table have brought from now on, one number a statement. */
function countRows(table: string): () => Promise<number[]> {
  const queries = vi.spyOn(pg.Pool.prototype, 'query')
  return async () => {
    const counts: number[] = []
    for (const [at, [query]] of queries.mock.calls.entries()) {
      const text = textOf(query)
      if (!text.includes(table) || !/^\s*SELECT/.test(text)) continue
      const result: unknown = await queries.mock.results[at]?.value
      if (result instanceof pg.Result) counts.push(result.rows.length)
    }
    return counts
  }
}

const indicesOf = (history: readonly { readonly index: number }[]) => history.map(({ index }) => index)

test('a history is thinned evenly, with both ends, and only what it shows is read', async () => {
  const id = await newRun('thinned', 41)
  const ask = async (args: string) =>
    indicesOf(
      dataOf(await api.ask(`query ($id: ID!) { run(id: $id) { history${args} { index } } }`, { id })).run
        .history,
    )
  const all = Array.from({ length: 41 }, (_, at) => at + 1)
  expect(await ask('')).toEqual(all)
  expect(await ask('(maxEpochs: 41)')).toEqual(all)
  expect(await ask('(maxEpochs: 50)')).toEqual(all)
  expect(await ask('(maxEpochs: 1)')).toEqual([41])
  expect(await ask('(maxEpochs: 2)')).toEqual([1, 41])
  const rows = countRows('numbered')
  expect(await ask('(maxEpochs: 5)')).toEqual([1, 11, 21, 31, 41])
  expect(await rows()).toEqual([5])
  for (const most of [3, 7, 23, 40]) {
    const picked = await ask(`(maxEpochs: ${most})`)
    expect(picked).toHaveLength(most)
    expect([picked[0], picked.at(-1)]).toEqual([1, 41])
  }
  expect(await ask('(after: 39)')).toEqual([40, 41])
  expect(await ask('(after: 21, maxEpochs: 2)')).toEqual([22, 41])
})

test('the histories and the newest evaluations of a list of runs are one read each', async () => {
  const ids = await Promise.all(['one', 'two', 'three'].map((name) => newRun(name, 2)))
  for (const runId of ids)
    for (const epoch of [1, 2])
      await logEvaluation(api.db, { runId, epoch, split: 'TEST', loss: 1, accuracy: epoch / 2, examples: 10 })
  const list =
    '{ runs { edges { node { name history { index loss finishedAt } evaluation { epoch accuracy } } } } }'
  const epochs = countRows('validation_loss')
  const { runs } = dataOf(await api.ask(list))
  expect(await epochs()).toHaveLength(1)
  vi.restoreAllMocks()
  const evaluations = countRows('evaluation')
  await api.ask('{ runs { edges { node { evaluation { epoch } } } } }')
  expect(await evaluations()).toEqual([3])
  const found = runs.edges.map(({ node }: { node: { name: string } }) => node)
  for (const name of ['one', 'two', 'three'])
    expect(found).toContainEqual({
      name,
      history: [
        { index: 1, loss: 1, finishedAt: expect.any(String) },
        { index: 2, loss: 0.5, finishedAt: expect.any(String) },
      ],
      evaluation: { epoch: 2, accuracy: 1 },
    })
})

test('histories of more epochs than an answer may hold are refused, and had in part', async () => {
  const id = await newRun('endless', 0)
  await api.db.$executeRaw`
    INSERT INTO epoch (run_id, index, loss, accuracy, learning_rate, seconds, examples_per_second, finished_at)
    SELECT ${id}::uuid, index, 1, 0, 0, 0, 0, now() FROM generate_series(1, 200001) AS index`
  const ask = (args: string) =>
    api.ask(`query ($id: ID!) { run(id: $id) { history${args} { index } } }`, { id })
  const refused = await ask('')
  expect(refused.errors).toMatchObject([
    {
      message: expect.stringContaining('more than 200,000 epochs'),
      extensions: { code: 'QUERY_TOO_COMPLEX' },
    },
  ])
  expect(indicesOf(dataOf(await ask('(after: 200000)')).run.history)).toEqual([200_001])
  expect(dataOf(await ask('(maxEpochs: 100)')).run.history).toHaveLength(100)
})

test('the runs of public links are read once, and only by whoever asks for them', async () => {
  const runIds = [await newRun('first', 0), await newRun('second', 0)]
  const { id: workspaceId } = await api.db.workspace.findFirstOrThrow()
  for (const shown of [runIds, runIds.slice(1)])
    await createPublicLink(api.db, { workspaceId, runIds: shown, createdById: null })
  const wholeRuns = countRows('"parameters"')
  expect(dataOf(await api.ask('{ publicLinks { createdAt } }')).publicLinks).toHaveLength(2)
  expect(await wholeRuns()).toEqual([])
  expect(dataOf(await api.ask('{ publicLinks { runs { name } } }')).publicLinks).toEqual([
    { runs: [{ name: 'second' }] },
    { runs: [{ name: 'first' }, { name: 'second' }] },
  ])
  expect(await wholeRuns()).toEqual([2])
})
