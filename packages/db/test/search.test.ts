import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  type Condition,
  countRuns,
  createProject,
  createRun,
  filterCondition,
  listRuns,
  parseSearch,
  type RunListFilter,
  type RunListOrder,
  type RunPosition,
} from '../src/index.ts'
import { createTestDatabase, type TestDatabase } from '../src/testing/index.ts'
import { must, workspaceId } from './fixtures.ts'

let database: TestDatabase
let projectId: string
const now = new Date('2026-06-15T12:00:00Z')
const day = 24 * 60 * 60_000
const newestFirst: RunListOrder = { by: 'CREATED_AT', direction: 'DESC' }

type Sample = {
  readonly name: string
  readonly tags?: string[]
  readonly parameters?: Record<string, string | number | boolean>
  readonly daysAgo?: number
  readonly status?: 'RUNNING' | 'COMPLETED'
  /** Last, minimum and maximum of each metric. */
  readonly metrics?: Record<string, readonly [number, number, number]>
}

const samples: readonly Sample[] = [
  {
    ...{ name: 'alpha one', tags: ['baseline'], parameters: { lr: 0.001, optimizer: 'Adam', shuffle: true } },
    ...{ daysAgo: 1, status: 'COMPLETED', metrics: { accuracy: [0.91, 0.1, 0.95], loss: [0.3, 0.25, 2] } },
  },
  {
    ...{ name: 'beta "two"', tags: ['baseline', 'big'], parameters: { lr: 0.01, optimizer: 'SGD' } },
    ...{ daysAgo: 10, metrics: { accuracy: [0.85, 0.2, 0.99], 'val accuracy': [0.8, 0.1, 0.8] } },
  },
  {
    ...{ name: 'gamma', parameters: { lr: '0.001', accuracy: 1, 'optimizer.lr': 5 }, daysAgo: 20 },
    ...{ status: 'COMPLETED', metrics: { accuracy: [Number.NaN, 0.1, 0.1] } },
  },
  { name: 'delta 100%', tags: ['big'] },
]

beforeAll(async () => {
  database = await createTestDatabase('search')
  const { db } = database
  projectId = must(await createProject(db, { workspaceId: await workspaceId(db), name: 'Search' })).id
  const person = async (name: string, email: string) => (await db.member.create({ data: { name, email } })).id
  const ada = await person('Ada Lovelace', 'ada@example.org')
  const by: Record<string, string> = { 'alpha one': ada, gamma: await person('A%', 'grace@example.org') }
  for (const { name, tags = [], parameters = {}, daysAgo = 0, status = 'RUNNING', metrics = {} } of samples) {
    const run = must(await createRun(db, { projectId, name, tags, parameters }))
    const createdAt = new Date(now.getTime() - daysAgo * day)
    await db.run.update({ where: { id: run.id }, data: { status, createdAt, createdById: by[name] ?? null } })
    const series = Object.entries(metrics).map(([metric, [last, minimum, maximum]]) => ({
      ...{ runId: run.id, name: metric, last, minimum, maximum, count: 1, lastStep: 1 },
    }))
    await db.metricSeries.createMany({ data: series })
  }
})
afterAll(() => database.drop())

async function names(where: Condition, order = newestFirst, first = 50): Promise<string[]> {
  const found: string[] = []
  let after: RunPosition | null = null
  for (;;) {
    const page = await listRuns(database.db, { where, order, first, after })
    found.push(...page.runs.map(({ run }) => run.name.split(' ')[0] ?? ''))
    const last = page.runs.at(-1)
    if (!page.hasNextPage || !last) return found
    after = last.position
  }
}

const searched = (search: string): Condition => {
  const parsed = parseSearch(search, now)
  if (!parsed.ok) throw new Error(`${search}: ${parsed.error.message}`)
  return parsed.condition
}

test.each([
  ['', ['delta', 'alpha', 'beta', 'gamma']],
  ['status:completed', ['alpha', 'gamma']],
  ['status:completed,running', ['delta', 'alpha', 'beta', 'gamma']],
  ['-status:completed', ['delta', 'beta']],
  ['status!=COMPLETED', ['delta', 'beta']],
  ['source:logged tag:baseline', ['alpha', 'beta']],
  ['tag:baseline -tag:big', ['alpha']],
  ['accuracy>0.9', ['alpha', 'gamma']],
  ['metric.accuracy>0.9', ['alpha']],
  ['accuracy.max>0.98', ['beta']],
  ['metric.accuracy.min<=0.1', ['alpha', 'gamma']],
  ['param.accuracy>=1', ['gamma']],
  ['"val accuracy"<1', ['beta']],
  ['lr=0.001', ['alpha', 'gamma']],
  ['lr=1e-3', ['alpha']],
  ['lr="0.001"', ['gamma']],
  ['lr>0.005', ['beta']],
  ['optimizer.lr=5', ['gamma']],
  ['optimizer=Adam', ['alpha']],
  ['optimizer!=Adam', ['delta', 'beta', 'gamma']],
  ['shuffle=true', ['alpha']],
  ['metric.accuracy!=0.91', ['delta', 'beta', 'gamma']],
  ['has:loss', ['alpha']],
  ['has:lr', ['alpha', 'beta', 'gamma']],
  ['created>7d', ['delta', 'alpha']],
  ['created<7d', ['beta', 'gamma']],
  ['created:2026-06-05', ['beta']],
  ['created>=2026-06-05 created<2026-06-14T12:00:00Z', ['beta']],
  ['finished>7d', []],
  ['-finished>7d', ['delta', 'alpha', 'beta', 'gamma']],
  ['number<=2', ['alpha', 'beta']],
  ['#3', ['gamma']],
  ['3', ['gamma']],
  ['number:#4', ['delta']],
  ['project:search epochs=0', ['delta', 'alpha', 'beta', 'gamma']],
  ['dataset:fashion-mnist', []],
  ['ALPHA', ['alpha']],
  ['one alpha', ['alpha']],
  ['"one alpha"', []],
  ['"100%"', ['delta']],
  ['"\\"two\\""', ['beta']],
  ['name:amm', ['gamma']],
  ['by:LOVE', ['alpha']],
  ['by:Ada@Example.org', ['alpha']],
  ['by:example.org', []],
  ['by:%', ['gamma']],
  ['-by:ada', ['delta', 'beta', 'gamma']],
  ['name="gamma"', ['gamma']],
  ['alpha OR beta', ['alpha', 'beta']],
  ['(alpha OR beta) AND NOT tag:big', ['alpha']],
  ['alpha OR tag:big created<7d', ['alpha', 'beta']],
  ['%', ['delta']],
  ['alpha - one', []],
])('%s', async (search, expected) => {
  const where = searched(search)
  expect(await names(where)).toEqual(expected)
  expect(await countRuns(database.db, where)).toBe(expected.length)
})

test.each([
  ['status:finished', 7, 8, "'finished' is no status"],
  ['tag:big stauts:running', 8, 6, "'stauts' is not a field"],
  ['accuracy>high', 9, 4, "'high' is not a number"],
  ['tag:', 4, 0, 'A value is missing here.'],
  ['alpha OR', 8, 0, 'A term is missing here.'],
  ['alpha (beta', 6, 1, 'A bracket is not closed.'],
  ['alpha) beta', 5, 1, 'This bracket was not opened.'],
  ['name:"beta', 5, 5, 'This quotation does not end.'],
  ['created>yesterday', 8, 9, "'yesterday' is not a time."],
  ['created:7d', 7, 1, 'A moment is before or after'],
  ['tag>big', 3, 1, 'This field has no order'],
  ['=3', 0, 1, 'A term is missing here.'],
])('%s is wrong at %d', (search, position, length, message) => {
  expect(parseSearch(search, now)).toMatchObject({
    ok: false,
    error: { position, length, message: expect.stringContaining(message) },
  })
})

test('anything can be typed: it is a search that the database answers, or an error within the text', async () => {
  const pieces = fc.constantFrom(
    ...['status:', 'running', 'tag:', 'lr=', 'accuracy', '>', '<=', '0.9', '"', '(', ')', ' OR ', '-', ' '],
    ...['created>', '7d', '\\', "'; DROP TABLE run; --", '%', '\0', '\ud800', 'param.', '.max', '1e999', ':'],
  )
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(pieces).map((parts) => parts.join('')),
  )
  await fc.assert(
    fc.asyncProperty(text, async (search) => {
      const parsed = parseSearch(search, now)
      if (parsed.ok) {
        await countRuns(database.db, parsed.condition)
        return
      }
      const { position, length } = parsed.error
      expect(position).toBeGreaterThanOrEqual(0)
      expect(length).toBeGreaterThanOrEqual(0)
      expect(position + length).toBeLessThanOrEqual(search.length)
    }),
    { numRuns: 300 },
  )
})

const limit = fc.constantFrom(0.001, 0.01, 0.1, 0.5, 0.85, 0.91, 1)
const bounds = fc.record(
  {
    name: fc.constantFrom('accuracy', 'val accuracy', 'lr', 'loss', 'none'),
    minimum: limit,
    maximum: limit,
  },
  { requiredKeys: ['name'] },
)
const filters = fc.record(
  {
    status: fc.subarray(['RUNNING', 'COMPLETED', 'FAILED'] as const, { minLength: 1 }),
    source: fc.constantFrom('LOGGED', 'LAUNCHED'),
    tags: fc.subarray(['baseline', 'big', 'none']),
    metrics: fc.array(
      fc
        .tuple(bounds, fc.constantFrom('LAST', 'MINIMUM', 'MAXIMUM'))
        .map(([of, statistic]) => ({ ...of, statistic })),
      { maxLength: 2 },
    ),
    parameters: fc.array(
      fc.oneof(bounds, fc.record({ name: fc.constant('optimizer'), equals: fc.constantFrom('Adam', 'SGD') })),
      { maxLength: 2 },
    ),
  },
  { requiredKeys: [] },
)

const endings = { LAST: 'last', MINIMUM: 'min', MAXIMUM: 'max' } as const

type Bounds = { readonly minimum?: number | null | undefined; readonly maximum?: number | null | undefined }

/** The same filter as a person would type it. */
function written({ status, source, tags, metrics, parameters }: RunListFilter): string {
  const terms: string[] = []
  if (status) terms.push(`status:${status.join(',').toLowerCase()}`)
  if (source) terms.push(`source:${source.toLowerCase()}`)
  for (const tag of tags ?? []) terms.push(`tag:${tag}`)
  const within = (subject: string, { minimum, maximum }: Bounds) => {
    if (minimum != null) terms.push(`${subject}>=${minimum}`)
    if (maximum != null) terms.push(`${subject}<=${maximum}`)
    return minimum != null || maximum != null
  }
  for (const { name, statistic, ...asked } of metrics ?? []) {
    const plain = name.replace(' ', '_')
    within(`metric.${plain}.${endings[statistic ?? 'LAST']}`, asked)
  }
  for (const { name, equals, ...asked } of parameters ?? [])
    if (equals === undefined) within(`param.${name.replace(' ', '_')}`, asked)
    else terms.push(`param.${name}=${equals}`)
  return terms.join(' ')
}

test('the typed filter and the search string find the same', async () => {
  const bounded = filters.filter(({ metrics, parameters }) =>
    [...(metrics ?? []), ...(parameters ?? [])].every(
      (of) => !of.name.includes(' ') && ('equals' in of || of.minimum != null || of.maximum != null),
    ),
  )
  await fc.assert(
    fc.asyncProperty(bounded, async (filter) => {
      expect(searched(written(filter))).toEqual(flattened(filterCondition(filter)))
      expect(await names(searched(written(filter)))).toEqual(await names(filterCondition(filter)))
    }),
    { numRuns: 60 },
  )
})

/** A search of one term is that term. */
const flattened = (condition: Condition): Condition =>
  condition.kind === 'all' && condition.of.length === 1 && condition.of[0] ? condition.of[0] : condition

test('sorted by a metric or parameter, runs without it come last in both directions, in pages of any size', async () => {
  const where = filterCondition({ projectId })
  for (const first of [1, 2, 3, 10]) {
    const sorted = (order: RunListOrder) => names(where, order, first)
    const accuracy = { by: 'METRIC', metric: 'accuracy' } as const
    expect(await sorted({ ...accuracy, statistic: 'LAST', direction: 'DESC' })).toEqual([
      'alpha',
      'beta',
      'delta',
      'gamma',
    ])
    expect(await sorted({ ...accuracy, statistic: 'LAST', direction: 'ASC' })).toEqual([
      'beta',
      'alpha',
      'gamma',
      'delta',
    ])
    expect(await sorted({ ...accuracy, statistic: 'MAXIMUM', direction: 'DESC' })).toEqual([
      'beta',
      'alpha',
      'gamma',
      'delta',
    ])
    expect(await sorted({ ...accuracy, statistic: 'MINIMUM', direction: 'ASC' })).toEqual([
      'alpha',
      'gamma',
      'beta',
      'delta',
    ])
    expect(await sorted({ by: 'PARAMETER', parameter: 'lr', direction: 'ASC' })).toEqual([
      'gamma',
      'alpha',
      'beta',
      'delta',
    ])
    expect(await sorted({ by: 'PARAMETER', parameter: 'lr', direction: 'DESC' })).toEqual([
      'beta',
      'alpha',
      'gamma',
      'delta',
    ])
  }
})

test('pages sorted by a metric stay whole while better runs arrive', async () => {
  const { db } = database
  const { id } = must(await createProject(db, { workspaceId: await workspaceId(db), name: 'Arrivals' }))
  const add = async (name: string, last: number) => {
    const run = must(await createRun(db, { projectId: id, name, parameters: {} }))
    await db.metricSeries.create({
      data: { runId: run.id, name: 'score', last, minimum: last, maximum: last, count: 1, lastStep: 1 },
    })
  }
  for (const score of [1, 2, 3, 4]) await add(`run${score}`, score)
  const page = {
    where: filterCondition({ projectId: id }),
    order: { by: 'METRIC', metric: 'score', statistic: 'LAST', direction: 'DESC' },
  } as const
  const first = await listRuns(db, { ...page, first: 2, after: null })
  await add('better', 9)
  await add('run2.5', 2.5)
  const rest = await listRuns(db, { ...page, first: 9, after: first.runs.at(-1)?.position ?? null })
  expect([...first.runs, ...rest.runs].map(({ run }) => run.name)).toEqual([
    'run4',
    'run3',
    'run2.5',
    'run2',
    'run1',
  ])
})
