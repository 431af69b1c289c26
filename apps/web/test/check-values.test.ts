import { findDataset } from '@atelier/ml-core/spec'
import { describe, expect, test } from 'vitest'
import { checkValues, fieldOf } from '../src/launch/check-values.ts'
import {
  defaultValues,
  type LaunchValues,
  launchInput,
  numberIn,
  valuesOf,
} from '../src/launch/launch-values.ts'

const dataset = findDataset('fashion-mnist')
if (!dataset) throw new Error('the catalogue has lost Fashion-MNIST')

const check = (change: Partial<LaunchValues> = {}) => checkValues({ ...defaultValues, ...change }, dataset)
const fields = (change: Partial<LaunchValues>) => check(change).issues.map((issue) => issue.field)

describe('the form', () => {
  test('shows the numbers of the study before anything is launched', () => {
    expect(check()).toMatchObject({ issues: [], stepsPerEpoch: 938, images: 3_000_000 })
    expect(check().parameterCount).toEqual({ total: 870_410, trainable: 867_338, nonTrainable: 3_072 })
    expect(check({ preset: 'cnn' }).parameterCount?.total).toBe(7_658_746)
  })

  test.each<[string, Partial<LaunchValues>]>([
    ['epochs', { epochs: '' }],
    ['epochs', { epochs: 0 }],
    ['batchSize', { batchSize: 2.5 }],
    ['learningRate', { learningRate: 'fast' }],
    ['learningRate', { learningRate: '0' }],
    ['trainLimit', { trainLimit: 60_001 }],
    ['validationPercent', { validation: 'split', validationPercent: 0 }],
    ['seed', { seed: -1 }],
    ['preset', { preset: 'transformer' }],
  ])('says what is wrong at the field %s: %j', (field, change) => expect(fields(change)).toEqual([field]))

  test('counts no steps while the numbers that they follow from are wrong', () => {
    expect(check({ batchSize: '' })).toMatchObject({ stepsPerEpoch: null, images: null })
  })

  test('a split holds training images back', () => {
    expect(check({ validation: 'split', validationPercent: 10 }).stepsPerEpoch).toBe(Math.ceil(54_000 / 64))
  })

  test('a learning rate may be typed as 1e-4', () => {
    expect(launchInput({ ...defaultValues, learningRate: '1e-4' }, 'p').optimizer?.learningRate).toBe(0.0001)
  })

  test('an empty field is no number and a wrong one is not a number', () => {
    expect([numberIn(''), numberIn(' 7 '), numberIn('x')]).toEqual([null, 7, Number.NaN])
  })

  test('refusals of the server find their fields', () => {
    expect(
      [['optimizer', 'learningRate'], ['model', 'layers', '3', 'units'], ['validationSplit']].map(fieldOf),
    ).toEqual(['learningRate', 'preset', 'validationPercent'])
  })
})

test('launching again takes every setting but the seed', () => {
  const values = valuesOf({
    __typename: 'Run',
    id: 'r',
    name: 'baseline',
    number: 42,
    tags: ['seeds'],
    project: { __typename: 'Project', id: 'p', slug: 'study', name: 'Study' },
    config: {
      __typename: 'RunConfig',
      dataset: 'fashion-mnist',
      batchSize: 32,
      epochs: 7,
      validationSplit: 0.1,
      trainLimit: 640,
      precision: 'BFLOAT16',
      seed: 5,
      model: { __typename: 'Model', preset: 'cnn', layers: [] },
      optimizer: { __typename: 'Optimizer', type: 'Adam', learningRate: 0.0005, settings: { beta1: 0.8 } },
    },
  })
  expect(launchInput(values, 'p')).toEqual({
    projectId: 'p',
    tags: ['seeds'],
    dataset: 'fashion-mnist',
    model: { preset: 'cnn' },
    optimizer: { type: 'Adam', learningRate: 0.0005, settings: { beta1: 0.8 } },
    epochs: 7,
    batchSize: 32,
    trainLimit: 640,
    validationSplit: 0.1,
    precision: 'BFLOAT16',
    seed: null,
  })
})
