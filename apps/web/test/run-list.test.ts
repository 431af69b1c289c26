import { expect, test } from 'vitest'
import { accuracyScale, placeOn } from '../src/run-list/accuracy-scale.ts'
import { BY_SETTINGS } from '../src/run-list/by-settings.ts'
import { chooseProject } from '../src/run-list/choose-project.ts'
import {
  type Column,
  moved,
  parametersThatDiffer,
  parseColumns,
  usualWidth,
} from '../src/run-list/columns.ts'
import { groupRuns, searchFor, spreadOf } from '../src/run-list/group-runs.ts'
import { orderOf, runsVariables } from '../src/run-list/search.ts'
import { completed, completionsAt } from '../src/run-list/search-completion.ts'
import { CHOOSE_WIDTH, shownColumns } from '../src/run-list/shown-columns.ts'
import { usualColumns, windowOf } from '../src/run-list/usual-columns.ts'
import { bestEpoch } from '../src/run-state/best-epoch.ts'
import { seriesColour } from '../src/run-state/series-colour.ts'
import { epoch } from './run-on-page.ts'

test('one scale for the whole list, which a run that never learnt does not flatten', () => {
  const scale = accuracyScale([
    { history: [epoch(1, { validationAccuracy: 0.1 })] },
    { history: [epoch(1, { validationAccuracy: 0.8 }), epoch(2, { validationAccuracy: 0.9 })] },
  ])
  expect(scale).toEqual({ low: 0.65, high: 0.9 })
  expect([placeOn(scale, 0.1), placeOn(scale, 0.9)]).toEqual([0, 1])
  expect(accuracyScale([])).toEqual({ low: 0, high: 1 })
})

const logged = (id: string, parameters: Record<string, unknown>, accuracy = 0.5) => ({
  id,
  status: 'COMPLETED' as const,
  parameters,
  summary: [
    {
      __typename: 'MetricSummary' as const,
      ...{ name: 'val_accuracy', last: accuracy, minimum: 0, maximum: accuracy },
    },
  ],
})

test('parameters that differ between the runs shown are found, and shown first', () => {
  const runs = [
    logged('a', { epochs: 5, batchSize: 64, lr: 1, seed: 1 }),
    logged('b', { epochs: 5, batchSize: 128, seed: 2 }),
  ]
  expect([...parametersThatDiffer(runs)]).toEqual(['batchSize', 'seed'])
  const ids = usualColumns(runs).map(({ id }) => id)
  expect(ids.filter((id) => id.startsWith('param.'))).toEqual(['param.batchSize', 'param.lr', 'param.epochs'])
  expect(ids).toContain('metric.val_accuracy.max')
})

test('the usual columns are as many as the window has room for, and none is lost on a phone', () => {
  const parameters = { batchSize: 64, lr: 1, model: 'mlp', optimizer: 'Adam' }
  const usual = usualColumns([logged('a', parameters), logged('b', { ...parameters, lr: 2 })])
  const at = (width: number) => usual.filter(({ from }) => from <= windowOf(width))
  for (const [width, room] of [
    [768, 768 - 52],
    [1280, 1280 - 208],
    [1440, 1440 - 208],
    [1920, 1920 - 208],
  ] as const) {
    const taken = at(width).reduce((sum, column) => sum + column.width, CHOOSE_WIDTH)
    // A scroll bar takes some of it.
    expect(taken).toBeLessThanOrEqual(room - 15)
  }
  expect(at(768).map(({ id }) => id)).toEqual(['name', 'progress', 'curve', 'metric.val_accuracy.max'])
  const ids = at(1440).map(({ id }) => id)
  expect(ids).toEqual(
    expect.arrayContaining(['curve', 'metric.val_loss.last', 'test', 'param.lr', 'tags', 'created']),
  )
  expect(at(390)).toEqual(usual)
  expect(at(1920).length).toBeGreaterThan(at(1280).length)
})

test('columns and their widths go through the address and back', () => {
  const columns: readonly Column[] = [
    { id: 'name', width: 320 },
    { id: 'metric.val, "odd"~1.max', width: usualWidth('metric.val, "odd"~1.max') },
    { id: 'param.lr', width: 99 },
  ]
  expect(parseColumns.parse(parseColumns.serialize([...columns]))).toEqual(columns)
  expect(parseColumns.parse('name~5000,nonsense,curve~1')).toEqual([
    { id: 'name', width: 640 },
    { id: 'curve', width: 56 },
  ])
  expect(moved(columns, 'param.lr', 0).map(({ id }) => id)).toEqual([
    ...['param.lr', 'name', 'metric.val, "odd"~1.max'],
  ])
})

test('runs are grouped by a parameter or by all but the seed, with mean and spread', () => {
  const runs = [
    logged('a', { lr: 0.1, seed: 1 }, 0.8),
    logged('b', { lr: 0.1, seed: 2 }, 0.9),
    logged('c', { lr: 0.2, seed: 1 }, 0.7),
    logged('d', { seed: 1 }, 0.6),
  ]
  const groups = groupRuns(runs, 'lr')
  expect(groups.map(({ shared, runs, seeds }) => [shared[0]?.[1], runs.length, seeds])).toEqual([
    [0.1, 2, 2],
    [0.2, 1, 1],
    [undefined, 1, 1],
  ])
  expect(groupRuns(runs, BY_SETTINGS).map(({ shared }) => shared)).toEqual([
    [['lr', 0.1]],
    [['lr', 0.2]],
    [['lr', undefined]],
  ])
  const spread = spreadOf(groups[0]?.runs ?? [], 'val_accuracy', 'max')
  expect(spread?.mean).toBeCloseTo(0.85)
  expect(spread?.deviation).toBeCloseTo(0.0707, 4)
  expect(spreadOf(groups[1]?.runs ?? [], 'val_accuracy', 'max')?.deviation).toBeNull()
  expect(spreadOf(runs, 'loss', 'last')).toBeUndefined()
})

test('a group leads to the search that finds its runs', () => {
  expect(searchFor('lr', 0.1)).toBe('param.lr=0.1')
  expect(searchFor('model', 'wide net')).toBe('param.model="wide net"')
  expect(searchFor('my lr', '0.1')).toBe('"my lr"="0.1"')
  expect(searchFor('lr', '0.1')).toBe('param.lr="0.1"')
  expect(searchFor('lr', undefined)).toBe('-has:lr')
})

test('a search is completed at the caret', () => {
  const known = {
    metrics: ['accuracy', 'val accuracy'],
    parameters: ['lr'],
    tags: ['base', 'big one'],
    people: [],
  }
  const texts = (text: string) => completionsAt(text, text.length, known).map((option) => option.text)
  expect(texts('sta')).toEqual(['status:', 'started>'])
  expect(texts('lr=1 acc')).toEqual(['accuracy>', '"val accuracy">'])
  expect(texts('status:run')).toEqual(['running '])
  // A name that stands there still lacks what it is compared with; a value is complete.
  expect([texts('lr'), texts('tag:base')]).toEqual([['lr='], []])
  expect(texts('-(tag:b')).toEqual(['base ', '"big one" '])
  expect(texts('tag:base ')).toEqual([])
  expect(texts('"val acc')).toEqual(['"val accuracy">'])
  const [option] = completionsAt('tag:b lr=1', 5, known)
  expect(option && completed('tag:b lr=1', option)).toEqual({ text: 'tag:base lr=1', caret: 9 })
})

test('a column is as wide as the address says', () => {
  const columns = [
    { id: 'speed', width: 116 },
    { id: 'name', width: 300 },
  ]
  expect(shownColumns(columns, 2).map(({ width, left }) => [width, left])).toEqual([
    [116, CHOOSE_WIDTH],
    [300, CHOOSE_WIDTH + 116],
  ])
})

test('the address becomes the query', () => {
  expect(runsVariables('p', { q: ' mlp ', status: ['FAILED'], sort: 'name' })).toEqual({
    projectId: 'p',
    ...{ search: ' mlp ', filter: { status: ['FAILED'] } },
    orderBy: { by: 'NAME', direction: 'ASC' },
    first: 50,
  })
  expect(runsVariables('p', { q: '', status: [], sort: '-created' }).filter).toEqual({})
})

test('the address sorts by what the server can sort by, the newest first otherwise', () => {
  expect(orderOf('-metric.val_accuracy.max')).toEqual({
    ...{ by: 'METRIC', metric: 'val_accuracy', statistic: 'MAXIMUM', direction: 'DESC' },
  })
  expect(orderOf('param.lr')).toEqual({ by: 'PARAMETER', parameter: 'lr', direction: 'ASC' })
  expect(orderOf('curve')).toEqual({ by: 'CREATED_AT', direction: 'DESC' })
  expect(orderOf('nonsense')).toEqual({ by: 'CREATED_AT', direction: 'DESC' })
})

test('a project is found by its name in the address, the first without one', () => {
  const projects = ['a', 'b'].map((slug) => ({ __typename: 'Project' as const, id: slug, slug, name: slug }))
  expect(chooseProject(projects, null)?.slug).toBe('a')
  expect(chooseProject(projects, 'b')?.slug).toBe('b')
  expect(chooseProject(projects, 'c')).toBeUndefined()
})

test('the best epoch is the first with the highest validation accuracy', () => {
  const values = [0.5, 0.9, null, 0.9]
  expect(bestEpoch(values.map((value, at) => epoch(at + 1, { validationAccuracy: value })))?.index).toBe(2)
  expect(bestEpoch([])).toBeUndefined()
})

test('a run keeps its hue', () => {
  expect(seriesColour(1)).toBe(seriesColour(7))
  expect(new Set([1, 2, 3, 4, 5, 6].map(seriesColour)).size).toBe(6)
})
