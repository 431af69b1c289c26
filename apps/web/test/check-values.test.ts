import { findDataset, modelPresets } from '@atelier/ml-core/spec'
import { describe, expect, test } from 'vitest'
import type { LaunchPageQuery } from '#gql/graphql.ts'
import { checkValues, fieldOf } from '../src/launch/check-values.ts'
import {
  emptyValues,
  type LaunchValues,
  launchInput,
  numberIn,
  valuesOf,
} from '../src/launch/launch-values.ts'
import { ratesOverRun } from '../src/launch/rates-over-run.ts'
import { baseValues, followed, partsThatDiffer } from '../src/launch/recipe-values.ts'

const dataset = findDataset('fashion-mnist')
if (!dataset) throw new Error('the catalogue has lost Fashion-MNIST')
const defaults: LaunchValues = { ...emptyValues, ...baseValues(emptyValues, dataset) }

const check = (change: Partial<LaunchValues> = {}) => checkValues({ ...defaults, ...change }, dataset)
const fields = (change: Partial<LaunchValues>) => check(change).issues.map((issue) => issue.field)
/** What the form would send. */
function sent(values: LaunchValues) {
  const { spec, issues } = checkValues(values, dataset ?? expect.unreachable())
  if (!spec) throw new Error(JSON.stringify(issues))
  return launchInput(values, spec, 'p')
}
const optimizer = (change: object) => ({ optimizer: { ...defaults.optimizer, ...change } })
const schedule = (change: object) => ({
  learningRateSchedule: { ...defaults.learningRateSchedule, ...change },
})

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
    ['maxRestarts', { maxRestarts: 101 }],
    ['maxRestarts', { maxRestarts: 1.5 }],
    ['optimizer.learningRate', optimizer({ learningRate: 'fast' })],
    ['optimizer.learningRate', optimizer({ learningRate: '0' })],
    ['optimizer.type', optimizer({ type: 'Adagrad' })],
    ['optimizer.settings.beta1', optimizer({ settings: { beta1: '1' } })],
    ['learningRateSchedule.type', schedule({ type: 'Cyclic' })],
    ['learningRateSchedule.warmUpEpochs', schedule({ warmUpEpochs: 'one' })],
    ['learningRateSchedule.settings.factor', schedule({ type: 'StepDecay', settings: { factor: '2' } })],
    [
      'learningRateSchedule.settings.values',
      schedule({ type: 'PiecewiseConstantDecay', settings: { boundaries: '5', values: '0.1, 0.01, 0.001' } }),
    ],
    ['augmentation.shift', { augmentation: { shift: '20' } }],
    ['earlyStopping.patience', { earlyStopping: { patience: '2.5' } }],
    ['labelSmoothing', { labelSmoothing: '1' }],
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

  test('numbers may be typed as 1e-4, lists with commas', () => {
    const settings = { boundaries: '10, 20', values: '1e-3, 1e-4, 1e-5' }
    const input = sent({
      ...defaults,
      ...optimizer({ learningRate: '1e-4' }),
      ...schedule({ type: 'PiecewiseConstantDecay', settings }),
    })
    expect(input.optimizer?.learningRate).toBe(0.0001)
    expect(input.learningRateSchedule?.settings).toEqual({
      ...{ boundaries: [10, 20], values: [0.001, 0.0001, 0.00001] },
    })
  })

  test('an empty field is no number and a wrong one is not a number', () => {
    expect([numberIn(''), numberIn(' 7 '), numberIn('x')]).toEqual([null, 7, Number.NaN])
  })

  test('what is off is sent as off, so that no recipe switches it on', () => {
    expect(sent(defaults)).toMatchObject({ augmentation: {}, earlyStopping: {}, labelSmoothing: 0 })
    const input = sent({ ...defaults, augmentation: { shift: '2' }, earlyStopping: { patience: '3' } })
    expect(input.augmentation).toEqual({
      ...{ flip: 'NONE', shift: 2, rotation: 0, zoom: 0, cutout: 0, cutoutProbability: 1 },
    })
    expect(input.earlyStopping).toMatchObject({ patience: 3, monitor: 'VALIDATION_LOSS' })
  })

  test('what another optimizer had is not sent', () => {
    const input = sent({
      ...defaults,
      ...optimizer({ type: 'SGD', settings: { beta1: '0.8', momentum: '0.9' } }),
    })
    expect(input.optimizer?.settings).toMatchObject({ momentum: 0.9 })
    expect(input.optimizer?.settings).not.toHaveProperty('beta1')
  })

  test('refusals of the server find their fields', () => {
    expect(
      [
        ...[['optimizer', 'learningRate'], ['model', 'layers', '3', 'units'], ['validationSplit']],
        ...[['learningRateSchedule', 'settings', 'values', '1'], ['earlyStopping']],
      ].map(fieldOf),
    ).toEqual([
      ...['optimizer.learningRate', 'layers.3.settings.units', 'validationPercent'],
      ...['learningRateSchedule.settings.values', 'earlyStopping.patience'],
    ])
  })

  test('the curve of the learning rate rises over the warm-up and follows the schedule', () => {
    const cosine = schedule({ type: 'CosineDecay', warmUpEpochs: '1' })
    const { course } = check({ epochs: 10, ...cosine })
    const rates = ratesOverRun(course ?? expect.unreachable())
    expect(rates[0]).toBeCloseTo(0.001 / 938, 8)
    expect(Math.max(...rates)).toBeGreaterThan(0.00099)
    expect(rates.at(-1)).toBeLessThan(1e-6)
    // It stays while something else is wrong, and goes while its own numbers are.
    expect(check({ epochs: 10, ...cosine, labelSmoothing: '2' }).course).not.toBeNull()
    expect(check({ epochs: 'ten', ...cosine }).course).toBeNull()
  })
})

describe('the recipe of a preset', () => {
  const preset =
    modelPresets.find(({ recipe }) => recipe)?.name ?? expect.unreachable('no preset has a recipe')
  const chosen = followed(defaults, { preset, basis: 'recipe' }, dataset)
  const base = (basis: 'recipe' | 'study') => baseValues({ preset, basis }, dataset)

  test('fills the fields when its preset is chosen, and leaves them when another is', () => {
    expect(chosen).toMatchObject({ preset, ...base('recipe') })
    expect(partsThatDiffer(chosen, defaults).length).toBeGreaterThan(0)
    expect(followed(chosen, { preset: 'mlp', basis: 'recipe' }, dataset)).toEqual(defaults)
    expect(followed(chosen, { preset, basis: 'study' }, dataset)).toMatchObject(base('study'))
  })

  test('what was changed before stays, and is told as changed', () => {
    const values = followed({ ...defaults, epochs: 3 }, { preset, basis: 'recipe' }, dataset)
    expect(values).toMatchObject({ ...base('recipe'), epochs: 3 })
    expect(partsThatDiffer(values, base('recipe'))).toEqual(['epochs'])
    expect(
      partsThatDiffer({ ...chosen, optimizer: { ...chosen.optimizer, learningRate: '0.5' } }, base('recipe')),
    ).toEqual(['optimizer'])
  })
})

test('launching again takes every setting but the seed', () => {
  const again: LaunchPageQuery['again'] = {
    __typename: 'Run',
    id: 'r',
    name: 'baseline',
    number: 42,
    tags: ['seeds'],
    maxRestarts: 7,
    project: { __typename: 'Project', id: 'p', slug: 'study', name: 'Study' },
    config: {
      __typename: 'RunConfig',
      ...{ dataset: 'fashion-mnist', batchSize: 32, epochs: 7, validationSplit: 0.1, trainLimit: 640 },
      ...{ precision: 'BFLOAT16', seed: 5, labelSmoothing: 0.1 },
      model: { __typename: 'Model', preset: 'cnn', layers: [] },
      optimizer: {
        ...{ __typename: 'Optimizer', type: 'AdamW', learningRate: 0.0005 },
        settings: { beta1: 0.8, weightDecay: 0.01, useEma: true, emaMomentum: 0.9 },
      },
      learningRateSchedule: {
        ...{
          __typename: 'LearningRateSchedule',
          type: 'OneCycle',
          settings: { peakAt: 0.2 },
          warmUpEpochs: 0.5,
        },
      },
      earlyStopping: {
        ...{
          __typename: 'EarlyStopping',
          monitor: 'ACCURACY',
          patience: 3,
          minDelta: 0.01,
          startFromEpoch: 1,
        },
        restoreBestWeights: true,
      },
      augmentation: {
        ...{ __typename: 'Augmentation', flip: 'HORIZONTAL', shift: 2, rotation: 5, zoom: 0.1 },
        ...{ cutout: 8, cutoutProbability: 0.5 },
      },
    },
  }
  expect(sent(valuesOf(again, baseValues(emptyValues, dataset)))).toMatchObject({
    ...{ projectId: 'p', tags: ['seeds'], dataset: 'fashion-mnist', model: { preset: 'cnn' } },
    optimizer: {
      ...{ type: 'AdamW', learningRate: 0.0005 },
      settings: { beta1: 0.8, beta2: 0.999, weightDecay: 0.01, useEma: true, emaMomentum: 0.9 },
    },
    learningRateSchedule: { type: 'OneCycle', settings: { peakAt: 0.2 }, warmUpEpochs: 0.5 },
    earlyStopping: {
      ...{ monitor: 'ACCURACY', patience: 3, minDelta: 0.01, startFromEpoch: 1, restoreBestWeights: true },
    },
    augmentation: {
      ...{ flip: 'HORIZONTAL', shift: 2, rotation: 5, zoom: 0.1, cutout: 8, cutoutProbability: 0.5 },
    },
    ...{ labelSmoothing: 0.1, epochs: 7, batchSize: 32, trainLimit: 640, validationSplit: 0.1 },
    ...{ precision: 'BFLOAT16', seed: null, maxRestarts: 7 },
  })
})
