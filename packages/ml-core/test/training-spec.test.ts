import { describe, expect, it } from 'vitest'
import {
  findDataset,
  modelPresets,
  optimizerTypes,
  parseTraining,
  scheduleTypes,
  type TrainingInput,
  unwrap,
} from '../src/spec/index.ts'

const info = findDataset('fashion-mnist')
if (!info) throw new Error('the catalogue has Fashion-MNIST')

const matrix = { shape: [3, 2], isOutput: false }

/** An input as it comes from outside, where any field may hold anything. */
const parse = (input: object) => {
  const training: TrainingInput = { model: { preset: 'mlp' }, seed: 1, ...input }
  return parseTraining(training, info)
}
const issuesOf = (input: object): readonly (readonly [string, string])[] => {
  const parsed = parse(input)
  return parsed.ok ? [] : parsed.issues.map(({ path, message }) => [path.join('.'), message])
}

describe('a training that says nothing', () => {
  it('is the report’s: Adam at 0.001 all along, no augmentation, no smoothing, no early stopping', () => {
    const spec = unwrap(parse({}))
    expect(spec).toMatchObject({
      ...{ batchSize: 64, epochs: 50, validationSplit: null, trainLimit: null, precision: 'float32' },
      ...{ augmentation: null, earlyStopping: null, labelSmoothing: 0, imageShape: [28, 28, 1] },
      optimizer: { type: 'Adam', learningRate: 0.001, emaMomentum: null },
      schedule: { type: 'Constant', settings: {}, warmUpEpochs: 0 },
    })
    expect(spec.optimizer.slots(matrix)).toEqual(['m', 'v'])
    expect(spec.optimizer.settings).toEqual({
      ...{ beta1: 0.9, beta2: 0.999, epsilon: 1e-8 },
      ...{ weightDecay: 0, decayKernelsOnly: false, useEma: false, emaMomentum: 0.99 },
    })
  })

  it('null counts as not given, wherever it stands', () => {
    const nulls = {
      ...{ optimizer: null, learningRateSchedule: null, augmentation: null, earlyStopping: null },
      ...{ labelSmoothing: null, batchSize: null, epochs: null, precision: null },
    }
    const nested = {
      optimizer: { type: null, learningRate: null, settings: { beta1: null, clipnorm: null } },
      learningRateSchedule: { type: null, settings: null, warmUpEpochs: null },
      augmentation: { flip: null, shift: null },
      earlyStopping: { patience: null, monitor: null },
    }
    const settings = (input: object) => JSON.stringify(unwrap(parse(input)))
    expect(settings(nulls)).toBe(settings({}))
    expect(settings(nested)).toBe(settings({}))
  })

  it('takes Keras’s defaults of whatever it names', () => {
    const optimizer = (type: string) => unwrap(parse({ optimizer: { type } })).optimizer
    expect(optimizer('AdamW')).toMatchObject({ learningRate: 0.001, settings: { weightDecay: 0.004 } })
    expect(optimizer('Muon')).toMatchObject({
      learningRate: 0.001,
      settings: { momentum: 0.95, nesterov: true, nsSteps: 5, rmsRate: 0.2, weightDecay: 0.004 },
    })
    expect(optimizer('Muon').slots(matrix)).toEqual(['momentum'])
    expect(optimizer('Muon').slots({ ...matrix, shape: [2] })).toEqual(['m', 'v'])
    expect(optimizer('SGD').slots(matrix)).toEqual([])
    expect(optimizer('SGD')).toMatchObject({
      learningRate: 0.01,
      settings: { momentum: 0, nesterov: false },
    })
    expect(optimizer('RMSprop')).toMatchObject({
      learningRate: 0.001,
      settings: { rho: 0.9, momentum: 0, epsilon: 1e-7, centered: false },
    })
    const given = unwrap(parse({ augmentation: { shift: 2 }, earlyStopping: { patience: 3 } }))
    expect(given.augmentation).toEqual({
      ...{ flip: 'none', shift: 2, rotation: 0, zoom: 0, cutout: 0, cutoutProbability: 1 },
    })
    expect(given.earlyStopping).toEqual({
      ...{
        monitor: 'validationLoss',
        patience: 3,
        minDelta: 0,
        startFromEpoch: 0,
        restoreBestWeights: false,
      },
    })
  })

  it('can be written down and read again: what was filled in gives the same training', () => {
    const spec = unwrap(
      parse({
        optimizer: { type: 'SGD', settings: { momentum: 0.9, nesterov: true, clipnorm: 1, useEma: true } },
        learningRateSchedule: { type: 'OneCycle', warmUpEpochs: 0.5 },
        augmentation: { flip: 'horizontal', cutout: 8 },
        earlyStopping: { patience: 2 },
        labelSmoothing: 0.1,
      }),
    )
    const { model: _model, schedule, dataset: _dataset, imageShape: _imageShape, ...rest } = spec
    const stored: unknown = JSON.parse(JSON.stringify({ ...rest, learningRateSchedule: schedule }))
    if (typeof stored !== 'object' || !stored) throw new Error('a training is an object')
    const { type, learningRate, settings } = spec.optimizer
    const optimizer = { type, learningRate, settings }
    expect(JSON.stringify(unwrap(parse({ ...stored, optimizer })))).toBe(JSON.stringify(spec))
  })
})

describe('what cannot be trained is said in one sentence, with its path into the input', () => {
  it.each([
    [
      'optimizer',
      { type: 'Adagrad' },
      'type',
      'there is no optimizer "Adagrad"; there are: Adam, AdamW, Muon, RMSprop, SGD',
    ],
    ['optimizer', { type: 7 }, 'type', 'must be a string'],
    ['optimizer', { learningRate: 0 }, 'learningRate', 'must be greater than 0'],
    ['optimizer', { learningRate: 1001 }, 'learningRate', 'must be at most 1000'],
    ['optimizer', { learningRate: '0.1' }, 'learningRate', 'must be a number'],
    ['optimizer', 'Adam', '', 'must be an object'],
    ['optimizer', { rate: 1 }, 'rate', 'unknown field "rate"'],
    ['optimizer', { settings: { beta1: 1 } }, 'settings.beta1', 'must be less than 1'],
    ['optimizer', { settings: { beta2: -0.1 } }, 'settings.beta2', 'must be at least 0'],
    ['optimizer', { settings: { epsilon: 0 } }, 'settings.epsilon', 'must be greater than 0'],
    ['optimizer', { settings: { momentum: 0.9 } }, 'settings.momentum', 'unknown field "momentum"'],
    ['optimizer', { settings: { weightDecay: -1 } }, 'settings.weightDecay', 'must be at least 0'],
    ['optimizer', { settings: { decayKernelsOnly: 1 } }, 'settings.decayKernelsOnly', 'must be a boolean'],
    ['optimizer', { settings: { clipnorm: 0 } }, 'settings.clipnorm', 'must be greater than 0'],
    ['optimizer', { settings: { clipvalue: '1' } }, 'settings.clipvalue', 'must be a number'],
    [
      'optimizer',
      { settings: { globalClipnorm: 1e7 } },
      'settings.globalClipnorm',
      'must be at most 1000000',
    ],
    [
      'optimizer',
      { settings: { clipvalue: 1, globalClipnorm: 1 } },
      'settings.globalClipnorm',
      'only one of clipnorm, clipvalue and globalClipnorm can be set',
    ],
    ['optimizer', { settings: { useEma: 'yes' } }, 'settings.useEma', 'must be a boolean'],
    ['optimizer', { settings: { emaMomentum: 1.1 } }, 'settings.emaMomentum', 'must be at most 1'],
    ['optimizer', { type: 'SGD', settings: { momentum: 2 } }, 'settings.momentum', 'must be at most 1'],
    ['optimizer', { type: 'SGD', settings: { nesterov: 1 } }, 'settings.nesterov', 'must be a boolean'],
    ['optimizer', { type: 'Muon', settings: { nsSteps: 21 } }, 'settings.nsSteps', 'must be at most 20'],
    ['optimizer', { type: 'RMSprop', settings: { rho: 1 } }, 'settings.rho', 'must be less than 1'],
    ['optimizer', { type: 'RMSprop', settings: { centered: 1 } }, 'settings.centered', 'must be a boolean'],
    [
      'learningRateSchedule',
      { type: 'Cosine' },
      'type',
      `there is no schedule "Cosine"; there are: ${[...scheduleTypes.keys()].join(', ')}`,
    ],
    ['learningRateSchedule', [], '', 'must be an object'],
    ['learningRateSchedule', { warmUpEpochs: -1 }, 'warmUpEpochs', 'must be at least 0'],
    ['learningRateSchedule', { settings: { alpha: 0 } }, 'settings.alpha', 'unknown field "alpha"'],
    [
      'learningRateSchedule',
      { type: 'StepDecay', settings: { every: 0 } },
      'settings.every',
      'must be at least 0.001',
    ],
    [
      'learningRateSchedule',
      { type: 'StepDecay', settings: { factor: 2 } },
      'settings.factor',
      'must be at most 1',
    ],
    [
      'learningRateSchedule',
      { type: 'PiecewiseConstantDecay', settings: { values: [1, 0.1] } },
      'settings.boundaries',
      'is required (an array)',
    ],
    [
      'learningRateSchedule',
      { type: 'PiecewiseConstantDecay', settings: { boundaries: [2, 2], values: [1, 0.1, 0.01] } },
      'settings.boundaries',
      'must rise from one to the next',
    ],
    [
      'learningRateSchedule',
      { type: 'PiecewiseConstantDecay', settings: { boundaries: [2, 3], values: [1, 0.1] } },
      'settings.values',
      'must have one entry more than boundaries',
    ],
    [
      'learningRateSchedule',
      { type: 'PiecewiseConstantDecay', settings: { boundaries: [2], values: [1, 0] } },
      'settings.values.1',
      'must be greater than 0',
    ],
    [
      'learningRateSchedule',
      { type: 'ExponentialDecay', settings: { decayEpochs: 0 } },
      'settings.decayEpochs',
      'must be at least 0.001',
    ],
    [
      'learningRateSchedule',
      { type: 'ExponentialDecay', settings: { decayRate: 1.1 } },
      'settings.decayRate',
      'must be at most 1',
    ],
    [
      'learningRateSchedule',
      { type: 'CosineDecay', settings: { alpha: 2 } },
      'settings.alpha',
      'must be at most 1',
    ],
    [
      'learningRateSchedule',
      { type: 'OneCycle', settings: { peakAt: 2 } },
      'settings.peakAt',
      'must be at most 1',
    ],
    [
      'learningRateSchedule',
      { type: 'OneCycle', settings: { initialDivisor: 0.5 } },
      'settings.initialDivisor',
      'must be at least 1',
    ],
    [
      'learningRateSchedule',
      { type: 'OneCycle', settings: { anneal: 'cubic' } },
      'settings.anneal',
      'must be one of "cosine", "linear"',
    ],
    [
      'learningRateSchedule',
      { type: 'PolynomialDecay', settings: { power: 0 } },
      'settings.power',
      'must be greater than 0',
    ],
    [
      'learningRateSchedule',
      { type: 'ReduceLROnPlateau', settings: { monitor: 'val_loss' } },
      'settings.monitor',
      'must be one of "loss", "accuracy", "validationLoss", "validationAccuracy"',
    ],
    [
      'learningRateSchedule',
      { type: 'ReduceLROnPlateau', settings: { factor: 1 } },
      'settings.factor',
      'must be less than 1',
    ],
    ['earlyStopping', { monitor: 'loss' }, 'patience', 'is required (a number)'],
    ['earlyStopping', { patience: 1.5 }, 'patience', 'must be a whole number'],
    ['earlyStopping', { patience: -1 }, 'patience', 'must be at least 0'],
    ['earlyStopping', { patience: 1, minDelta: -1 }, 'minDelta', 'must be at least 0'],
    ['earlyStopping', { patience: 1, startFromEpoch: -1 }, 'startFromEpoch', 'must be at least 0'],
    ['earlyStopping', { patience: 1, restoreBestWeights: 1 }, 'restoreBestWeights', 'must be a boolean'],
    ['earlyStopping', { patience: 1, baseline: 1 }, 'baseline', 'unknown field "baseline"'],
    ['earlyStopping', true, '', 'must be an object'],
    ['augmentation', { flip: 'vertical' }, 'flip', 'must be one of "none", "horizontal"'],
    ['augmentation', { shift: 0.1 }, 'shift', 'must be a whole number'],
    ['augmentation', { shift: 15 }, 'shift', 'must be at most 14, half of an image of 28x28'],
    ['augmentation', { rotation: 181 }, 'rotation', 'must be at most 180'],
    ['augmentation', { zoom: 1 }, 'zoom', 'must be at most 0.9'],
    ['augmentation', { cutout: 29 }, 'cutout', 'must be at most 28, an image of 28x28'],
    ['augmentation', { cutoutProbability: 2 }, 'cutoutProbability', 'must be at most 1'],
    ['augmentation', { mixup: 1 }, 'mixup', 'unknown field "mixup"'],
    ['augmentation', 'flip', '', 'must be an object'],
    ['labelSmoothing', 1, '', 'must be less than 1'],
    ['labelSmoothing', -0.1, '', 'must be at least 0'],
    ['batchSize', 5000, '', 'must be at most 4096'],
    ['epochs', 0, '', 'must be at least 1'],
    ['validationSplit', 1, '', 'must be less than 1'],
    ['precision', 'float16', '', 'must be one of "float32", "bfloat16"'],
    ['seed', 2 ** 31, '', 'must be at most 2147483647'],
  ] as const)('%s %o', (field, value, path, message) => {
    expect(issuesOf({ [field]: value })).toEqual([[path ? `${field}.${path}` : field, message]])
  })

  it('all of it at once', () => {
    const wrong = {
      optimizer: { type: 'SGD', settings: { momentum: 2, weightDecay: -1 } },
      learningRateSchedule: { type: 'ExponentialDecay', settings: { decayEpochs: 0, decayRate: 2 } },
      earlyStopping: { patience: -1 },
      augmentation: { shift: 20, cutout: 40 },
      ...{ labelSmoothing: 2, batchSize: 0 },
    }
    expect(issuesOf(wrong).map(([path]) => path)).toEqual([
      ...['optimizer.settings.momentum', 'optimizer.settings.weightDecay'],
      ...['learningRateSchedule.settings.decayEpochs', 'learningRateSchedule.settings.decayRate'],
      ...['earlyStopping.patience', 'augmentation.shift', 'augmentation.cutout'],
      ...['batchSize', 'labelSmoothing'],
    ])
  })
})

describe('the recipe of a preset', () => {
  it('every recipe can be trained as it stands', () => {
    for (const { name, recipe } of modelPresets) {
      const spec = unwrap(parse({ model: { preset: name } }))
      if (recipe?.epochs !== undefined) expect(spec.epochs).toBe(recipe.epochs)
      if (recipe?.batchSize !== undefined) expect(spec.batchSize).toBe(recipe.batchSize)
    }
  })

  it('gives way to what is said, and to an empty object where it switches something on', () => {
    const given = {
      ...{ epochs: 3, batchSize: 32, precision: 'float32', labelSmoothing: 0 },
      ...{ optimizer: { type: 'SGD' }, learningRateSchedule: { type: 'CosineDecay' } },
      ...{ augmentation: {}, earlyStopping: {} },
    }
    for (const { name, layers } of modelPresets)
      expect(unwrap(parse({ model: { preset: name }, ...given }))).toMatchObject({
        ...{ epochs: 3, batchSize: 32, precision: 'float32', labelSmoothing: 0 },
        ...{ optimizer: { type: 'SGD', learningRate: 0.01 }, schedule: { type: 'CosineDecay' } },
        ...{ augmentation: null, earlyStopping: null },
        model: { preset: name, layers: layers.map(({ type }) => ({ type })) },
      })
  })

  it('belongs to the preset’s name, not to its layers', () => {
    const fast = modelPresets.find(({ recipe }) => recipe?.learningRateSchedule)
    expect(fast).toBeDefined()
    expect(unwrap(parse({ model: { preset: fast?.name } })).schedule.type).not.toBe('Constant')
    expect(unwrap(parse({ model: { layers: fast?.layers } })).schedule.type).toBe('Constant')
  })

  it('the report’s models are trained as the report did', () => {
    for (const preset of ['mlp', 'cnn']) {
      const spec = unwrap(parse({ model: { preset } }))
      expect(spec).toMatchObject({ epochs: 50, batchSize: 64, augmentation: null, labelSmoothing: 0 })
      expect(spec).toMatchObject({ optimizer: { type: 'Adam' }, schedule: { type: 'Constant' } })
    }
  })
})

it('every optimizer and schedule describes its settings for a form', () => {
  for (const { jsonSchema } of optimizerTypes.values())
    expect(jsonSchema()).toMatchObject({
      own: { type: 'object' },
      common: { properties: { weightDecay: { type: 'number' }, clipnorm: { type: 'number' } } },
    })
  for (const { jsonSchema } of scheduleTypes.values()) expect(jsonSchema()).toMatchObject({ type: 'object' })
})
