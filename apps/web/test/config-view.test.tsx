import { cleanup, render, screen, within } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import type { ConfigFieldsFragment } from '#gql/graphql.ts'
import { ConfigView } from '../src/run/config-view.tsx'
import { runOnPage } from './run-on-page.ts'

afterEach(cleanup)

const plain: ConfigFieldsFragment = {
  __typename: 'RunConfig',
  ...{ dataset: 'fashion-mnist', batchSize: 64, epochs: 50, validationSplit: null, trainLimit: null },
  ...{ precision: 'FLOAT32', seed: 5, labelSmoothing: 0, earlyStopping: null, augmentation: null },
  model: { __typename: 'Model', preset: 'mlp', layers: [] },
  optimizer: {
    ...{ __typename: 'Optimizer', type: 'Adam', learningRate: 0.001 },
    // In the database's order, with what is off.
    settings: { beta1: 0.9, useEma: false, epsilon: 1e-8, emaMomentum: 0.99, weightDecay: 0, beta2: 0.999 },
  },
  learningRateSchedule: {
    __typename: 'LearningRateSchedule',
    type: 'Constant',
    settings: {},
    warmUpEpochs: 0,
  },
}

/** The groups of the tab, each with its rows as `name: value`. */
function groups(config: ConfigFieldsFragment | null, parameters: object = {}): Record<string, string[]> {
  render(<ConfigView run={runOnPage({ config, parameters })} />)
  return Object.fromEntries(
    screen.getAllByRole('heading').map((heading) => {
      const rows = within(heading.parentElement ?? document.body)
      const values = rows.getAllByRole('definition').map((value) => value.textContent)
      const names = rows.getAllByRole('term').map((name) => name.textContent)
      return [heading.textContent ?? '', names.map((name, at) => `${name}: ${values[at]}`)]
    }),
  )
}

test('what is off is not shown, and settings stand in the order of their optimizer', () => {
  const shown = groups(plain)
  expect(Object.keys(shown)).toEqual(['Data', 'Model', 'Optimizer', 'Training', 'Where and when'])
  expect(shown.Optimizer).toEqual([
    ...['type: Adam', 'learning rate: 0.001', 'beta 1: 0.9', 'beta 2: 0.999', 'epsilon: 1e-8'],
  ])
})

test('what is on is shown, with what belongs to it', () => {
  const shown = groups({
    ...plain,
    labelSmoothing: 0.1,
    learningRateSchedule: {
      ...{ __typename: 'LearningRateSchedule', type: 'PiecewiseConstantDecay', warmUpEpochs: 1 },
      settings: { values: [0.1, 0.01], boundaries: [5] },
    },
    augmentation: {
      ...{ __typename: 'Augmentation', flip: 'HORIZONTAL', shift: 2, rotation: 0, zoom: 0 },
      ...{ cutout: 0, cutoutProbability: 1 },
    },
    earlyStopping: {
      ...{ __typename: 'EarlyStopping', monitor: 'VALIDATION_LOSS', patience: 3, minDelta: 0 },
      ...{ startFromEpoch: 0, restoreBestWeights: true },
    },
  })
  expect(shown['Learning-rate schedule']).toEqual([
    ...['type: PiecewiseConstantDecay', 'warm-up: 1 epoch', 'boundaries: 5', 'values: 0.1, 0.01'],
  ])
  expect(shown.Augmentation).toEqual(['flip: horizontal', 'shift: 2'])
  expect(shown['Labels and end']).toEqual([
    ...['label smoothing: 0.1', 'early stopping: monitor: validation loss', 'early stopping: patience: 3'],
    'early stopping: restore best weights: yes',
  ])
})

test('what a script said of its run is shown, lists too', () => {
  const parameters = { 'optimizer.lr': 0.1, amsgrad: false, layers: [64, 10], note: null }
  const shown = groups(null, parameters)
  expect(Object.keys(shown)).toEqual(['Parameters', 'Where and when'])
  expect(shown.Parameters).toEqual(['optimizer.lr: 0.1', 'amsgrad: no', 'layers: [64,10]', 'note: none'])
})
