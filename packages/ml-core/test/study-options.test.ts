import { execFile } from 'node:child_process'
import path from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { optionIssue, readStudyOptions } from '../src/cli/study-options.ts'
import { findDataset } from '../src/datasets/catalogue.ts'
import { modelPresets } from '../src/spec/model.ts'
import { unwrap } from '../src/spec/spec-error.ts'
import { parseTraining } from '../src/spec/training.ts'

const dataset = findDataset('fashion-mnist') ?? expect.unreachable()
const specOf = (...args: string[]) => unwrap(parseTraining(readStudyOptions(args).training, dataset))
const issuesOf = (...args: string[]) => {
  const parsed = parseTraining(readStudyOptions(args).training, dataset)
  return parsed.ok ? [] : parsed.issues.map(({ path, message }) => optionIssue(path, message))
}

test('without options it is the study', () => {
  expect(specOf()).toMatchObject({
    ...{ epochs: 50, batchSize: 64, precision: 'float32', earlyStopping: null, augmentation: null },
    ...{
      optimizer: { type: 'Adam', learningRate: 0.001 },
      schedule: { type: 'Constant' },
      labelSmoothing: 0,
    },
  })
})

test('every setting has its option', () => {
  expect(
    specOf(
      ...[
        '--optimizer',
        'SGD,momentum=0.9,nesterov=true',
        '--learning-rate',
        '1e-2',
        '--weight-decay',
        '5e-4',
      ],
      ...['--ema', '--schedule', 'PiecewiseConstantDecay,boundaries=1:2,values=0.1:0.01:0.001'],
      ...['--warm-up-epochs', '0.5', '--augmentation', 'flip=horizontal,shift=2,cutout=8'],
      ...['--label-smoothing', '0.1', '--early-stopping-patience', '3', '--seed', '5'],
    ),
  ).toMatchObject({
    optimizer: {
      ...{ type: 'SGD', learningRate: 0.01 },
      settings: { momentum: 0.9, nesterov: true, weightDecay: 0.0005, useEma: true },
    },
    schedule: {
      ...{ type: 'PiecewiseConstantDecay', warmUpEpochs: 0.5 },
      settings: { boundaries: [1, 2], values: [0.1, 0.01, 0.001] },
    },
    augmentation: { flip: 'horizontal', shift: 2, cutout: 8, rotation: 0 },
    ...{ labelSmoothing: 0.1, earlyStopping: { patience: 3, monitor: 'validationLoss' }, seed: 5 },
  })
})

describe('a preset with a recipe', () => {
  const preset = modelPresets.find(({ recipe }) => recipe?.augmentation) ?? expect.unreachable()
  const recipe = specOf('--model', preset.name, '--seed', '1')

  test('is trained by it, and a single option changes only its own setting', () => {
    expect(recipe.epochs).toBe(preset.recipe?.epochs)
    const changed = specOf('--model', preset.name, '--learning-rate', '0.5', '--warm-up-epochs', '1')
    expect(changed.optimizer.settings).toEqual(recipe.optimizer.settings)
    expect(changed.optimizer.learningRate).toBe(0.5)
    expect(changed.schedule).toMatchObject({ ...recipe.schedule, warmUpEpochs: 1, rate: expect.anything() })
    expect(changed).toMatchObject({ epochs: recipe.epochs, augmentation: recipe.augmentation })
  })

  test('another optimizer is not trained with its settings, and what it switches on can be switched off', () => {
    const spec = specOf('--model', preset.name, '--optimizer', 'SGD', '--augmentation', 'none')
    expect(spec).toMatchObject({ optimizer: { type: 'SGD', learningRate: 0.01 }, augmentation: null })
  })
})

test('what is wrong is told by the option that sets it', () => {
  expect(issuesOf('--model', 'x', '--label-smoothing', '2', '--epochs', 'many')).toEqual([
    expect.stringMatching(/^--model: there is no preset "x"/),
    '--epochs: must be a number',
    '--label-smoothing: must be less than 1',
  ])
  expect(issuesOf('--learning-rate=-1')).toEqual(['--learning-rate: must be greater than 0'])
  expect(issuesOf('--augmentation', 'shift=20')).toEqual([
    expect.stringMatching(/^--augmentation: shift must/),
  ])
  expect(issuesOf('--schedule', 'StepDecay,factor=2')).toEqual(['--schedule: factor must be at most 1'])
  expect(issuesOf('--early-stopping-patience', '1.5')).toEqual([
    expect.stringMatching(/^--early-stopping-patience: /),
  ])
  expect(() => readStudyOptions(['--augmentation', 'flip'])).toThrow('"flip" is no setting')
  expect(() => readStudyOptions(['--resume'])).toThrow('--checkpoints')
  expect(() => readStudyOptions(['--modell', 'mlp'])).toThrow('--modell')
})

test('wrong arguments are told without TensorFlow being loaded', async () => {
  const program = path.join(import.meta.dirname, '../src/cli/study.ts')
  const call = promisify(execFile)(process.execPath, [program, '--epochs', '0'], {
    env: { ...process.env, NODE_DEBUG: 'module' },
  })
  const { code, stdout, stderr } = await call.then(
    () => expect.unreachable('it took the arguments'),
    (error) => error,
  )
  expect([code, stdout]).toEqual([2, ''])
  expect(stderr).toContain('--epochs: must be at least 1')
  expect(stderr).not.toContain('tfjs-node')
})
