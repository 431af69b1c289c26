import { expect, test } from 'vitest'
import { runConfig } from '../src/index.ts'
import { flatParameters } from '../src/runs/run-config.ts'
import { config } from './fixtures.ts'

test('a config from before schedules, early stopping, augmentation and smoothing is read as it was trained', () => {
  const {
    learningRateSchedule: _,
    earlyStopping: _e,
    augmentation: _a,
    labelSmoothing: _l,
    ...before
  } = config
  expect(runConfig.parse(before)).toEqual({
    ...before,
    learningRateSchedule: { type: 'Constant', settings: {}, warmUpEpochs: 0 },
    ...{ earlyStopping: null, augmentation: null, labelSmoothing: 0 },
  })
})

test('parameters are flat: one scalar a name, and what is off has no settings', () => {
  const plain = flatParameters(config)
  expect(plain).toEqual({
    ...{
      dataset: 'fashion-mnist',
      model: 'mlp',
      layers: 1,
      optimizer: 'Adam',
      learningRate: 0.001,
      beta1: 0.9,
    },
    ...{ learningRateSchedule: 'Constant', warmUpEpochs: 0, earlyStopping: false, augmentation: false },
    ...{ labelSmoothing: 0, batchSize: 64, epochs: 3, validationSplit: null, trainLimit: 640 },
    ...{ precision: 'float32', seed: 7 },
  })
  const full = flatParameters({
    ...config,
    optimizer: { type: 'AdamW', learningRate: 0.001, settings: { useEma: true, clipnorm: null } },
    learningRateSchedule: {
      type: 'PiecewiseConstantDecay',
      settings: { boundaries: [2], values: [0.1, 0.01] },
      warmUpEpochs: 1,
    },
    earlyStopping: {
      ...{ monitor: 'validationLoss', patience: 3, minDelta: 0, startFromEpoch: 0, restoreBestWeights: true },
    },
    augmentation: { flip: 'horizontal', shift: 2, rotation: 0, zoom: 0, cutout: 8, cutoutProbability: 1 },
  })
  expect(full).toMatchObject({
    ...{ optimizer: 'AdamW', useEma: true, learningRateSchedule: 'PiecewiseConstantDecay', warmUpEpochs: 1 },
    ...{ 'learningRateSchedule.boundaries': '2', 'learningRateSchedule.values': '0.1, 0.01' },
    ...{ earlyStopping: true, 'earlyStopping.patience': 3, 'earlyStopping.restoreBestWeights': true },
    ...{ augmentation: true, 'augmentation.flip': 'horizontal', 'augmentation.cutout': 8 },
  })
  expect(Object.keys(full)).not.toContain('clipnorm')
})
