import { expect, test } from 'vitest'
import { accuracyScale, placeOn } from '../src/run-list/accuracy-scale.ts'
import { chooseProject } from '../src/run-list/choose-project.ts'
import { runsVariables } from '../src/run-list/search.ts'
import { settingsThatDiffer } from '../src/run-list/settings-that-differ.ts'
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

test('settings that differ between the runs shown are found', () => {
  const config = (batchSize: number) => ({
    config: {
      __typename: 'RunConfig' as const,
      batchSize,
      epochs: 50,
      precision: 'FLOAT32' as const,
      model: { __typename: 'Model' as const, preset: 'mlp' },
      optimizer: { __typename: 'Optimizer' as const, learningRate: 0.001 },
    },
  })
  expect([...settingsThatDiffer([config(64), config(128)])]).toEqual(['batchSize'])
  expect(settingsThatDiffer([config(64), { config: null }]).size).toBe(0)
})

test('the address becomes the query', () => {
  expect(runsVariables('p', { q: ' mlp ', status: ['FAILED'], sort: 'name' })).toEqual({
    projectId: 'p',
    ...{ search: ' mlp ', filter: { status: ['FAILED'] } },
    orderBy: { by: 'NAME', direction: 'ASC' },
    first: 50,
  })
  expect(runsVariables('p', { q: '', status: [], sort: 'newest' }).filter).toEqual({})
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
