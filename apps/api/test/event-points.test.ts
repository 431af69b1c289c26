import { createRun, logMetrics } from '@atelier/db'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { dataOf, startApi, type TestApi } from './support/start-api.ts'

let api: TestApi
beforeAll(async () => {
  api = await startApi('event_points')
})
afterAll(() => api.stop())

const CALLS = 6
const POINTS_OF_A_CALL = 10_000

async function newRun(name: string): Promise<string> {
  const { id: projectId } = await api.db.project.findFirstOrThrow()
  const made = await createRun(api.db, { projectId, name, parameters: {} })
  if (!made.ok) throw new Error(JSON.stringify(made.issues))
  const runId = made.value.id
  for (let call = 0; call < CALLS; call += 1) {
    const points = Array.from({ length: POINTS_OF_A_CALL }, (_, at) => ({
      ...{ name: 'loss', step: call * POINTS_OF_A_CALL + at, value: at },
    }))
    expect(await logMetrics(api.db, { runId, points })).toMatchObject({ ok: true })
  }
  return runId
}

const EVENTS = '{ events(first: 100) { __typename ... on MetricsLogged { points { step } } } }'
type Event = { readonly __typename: string; readonly points?: readonly unknown[] }
const pointsOf = (events: readonly Event[]): number =>
  events.reduce((sum, { points = [] }) => sum + points.length, 0)

test('events cost what their points are, of all runs of an answer together, and nothing where no points are asked for', async () => {
  const [one, other] = [await newRun('one'), await newRun('other')]
  const of = (id: string) => api.ask(`query ($id: ID!) { run(id: $id) ${EVENTS} }`, { id })
  // Below the most, each by itself, and again and again.
  for (const id of [one, other, one])
    expect(pointsOf(dataOf(await of(id)).run.events)).toBe(CALLS * POINTS_OF_A_CALL)
  const both = await api.ask(`{ runs(first: 2) { edges { node ${EVENTS} } } }`)
  expect(both.errors).toMatchObject([
    {
      message: expect.stringContaining('more than 100,000 points'),
      extensions: { code: 'QUERY_TOO_COMPLEX' },
    },
  ])
  const without = dataOf(await api.ask('{ runs(first: 2) { edges { node { events { __typename } } } } }'))
  expect(without.runs.edges.map(({ node }: { node: { events: Event[] } }) => node.events.length)).toEqual([
    CALLS + 1,
    CALLS + 1,
  ])
  const part = `{ runs(first: 2) { edges { node ${EVENTS.replace('100', '3')} } } }`
  const parts = dataOf(await api.ask(part)).runs.edges
  expect(parts.map(({ node }: { node: { events: Event[] } }) => pointsOf(node.events))).toEqual([
    20_000, 20_000,
  ])
})
