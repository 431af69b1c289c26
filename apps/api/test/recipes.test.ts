import { modelPresets } from '@atelier/ml-core/spec'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { dataOf, startApi, type TestApi } from './support/start-api.ts'

let api: TestApi
let projectId: string
beforeAll(async () => {
  api = await startApi('recipes')
  projectId = (await api.db.project.findFirstOrThrow()).id
})
afterAll(() => api.stop())

const recipeFields = `
  epochs batchSize precision labelSmoothing
  optimizer { type learningRate settings }
  learningRateSchedule { type settings warmUpEpochs }
  earlyStopping { monitor patience minDelta startFromEpoch restoreBestWeights }
  augmentation { flip shift rotation zoom cutout cutoutProbability }`

async function launch(input: object) {
  const answer = await api.ask(
    `mutation ($input: LaunchRunInput!) {
      launchRun(input: $input) { run { id parameters config { ${recipeFields} } } userErrors { path code } }
    }`,
    { input: { projectId, ...input } },
  )
  return dataOf(answer).launchRun
}
const configOf = async (input: object) => {
  const { run, userErrors } = await launch(input)
  expect(userErrors).toEqual([])
  return run.config
}
const wrongPaths = async (input: object) => {
  const { run, userErrors } = await launch({ model: { preset: 'mlp' }, ...input })
  expect(run).toBeNull()
  return userErrors.map((error: { path: string[] }) => error.path.join('.'))
}

test('every new setting is kept as it was given, with its defaults filled in', async () => {
  const { run } = await launch({
    model: { preset: 'mlp' },
    learningRateSchedule: { type: 'OneCycle', settings: { peakAt: 0.25 }, warmUpEpochs: 0.5 },
    earlyStopping: { monitor: 'VALIDATION_ACCURACY', patience: 3, restoreBestWeights: true },
    augmentation: { flip: 'HORIZONTAL', shift: 2, cutout: 8 },
    labelSmoothing: 0.1,
  })
  expect(run.config).toMatchObject({
    learningRateSchedule: {
      ...{ type: 'OneCycle', warmUpEpochs: 0.5 },
      settings: { peakAt: 0.25, initialDivisor: 25, finalDivisor: 10_000, anneal: 'cosine' },
    },
    earlyStopping: {
      ...{ monitor: 'VALIDATION_ACCURACY', patience: 3, minDelta: 0, startFromEpoch: 0 },
      restoreBestWeights: true,
    },
    augmentation: { flip: 'HORIZONTAL', shift: 2, rotation: 0, zoom: 0, cutout: 8, cutoutProbability: 1 },
    labelSmoothing: 0.1,
  })
  expect(run.parameters).toMatchObject({
    ...{ learningRateSchedule: 'OneCycle', 'learningRateSchedule.peakAt': 0.25, warmUpEpochs: 0.5 },
    ...{ earlyStopping: true, 'earlyStopping.monitor': 'validationAccuracy', 'earlyStopping.patience': 3 },
    ...{ augmentation: true, 'augmentation.flip': 'horizontal', labelSmoothing: 0.1 },
  })
})

test("an optimizer without a learning rate takes Keras's default of its type", async () => {
  const config = await configOf({ model: { preset: 'mlp' }, optimizer: { type: 'SGD' } })
  expect(config.optimizer).toMatchObject({ type: 'SGD', learningRate: 0.01, settings: { momentum: 0 } })
})

test('what is wrong with a new setting comes back with its path into the input', async () => {
  expect(await wrongPaths({ learningRateSchedule: { type: 'Cyclic' } })).toEqual([
    'learningRateSchedule.type',
  ])
  expect(
    await wrongPaths({
      learningRateSchedule: { type: 'StepDecay', settings: { factor: 2, evry: 1 }, warmUpEpochs: 1 },
      earlyStopping: { monitor: 'LOSS', minDelta: -1 },
      augmentation: { shift: 20, cutoutProbability: 1 },
      labelSmoothing: 1,
    }),
  ).toEqual([
    ...['learningRateSchedule.settings.factor', 'learningRateSchedule.settings.evry'],
    ...['earlyStopping.patience', 'earlyStopping.minDelta', 'augmentation.shift', 'labelSmoothing'],
  ])
  expect(await wrongPaths({ learningRateSchedule: { warmUpEpochs: -1 } })).toEqual([
    'learningRateSchedule.warmUpEpochs',
  ])
  expect(await wrongPaths({ optimizer: { settings: { weightDecay: -1 } } })).toEqual([
    'optimizer.settings.weightDecay',
  ])
})

describe('the recipe of a preset', () => {
  const preset = modelPresets.find(({ recipe }) => recipe?.epochs && recipe.optimizer && recipe.augmentation)
  if (!preset) throw new Error('no preset has a recipe')
  const model = { preset: preset.name }
  const recipeOf = async (name: string) => {
    const { modelPresets: served } = dataOf(
      await api.ask(`{ modelPresets { name recipe { ${recipeFields} } } }`),
    )
    return served.find((one: { name: string }) => one.name === name).recipe
  }

  test('is served whole, and null where the preset has none', async () => {
    expect(await recipeOf(preset.name)).toMatchObject({ epochs: preset.recipe?.epochs })
    expect(await recipeOf('mlp')).toBeNull()
  })

  test('trains a launch that names nothing but the preset', async () => {
    expect(await configOf({ model })).toEqual(await recipeOf(preset.name))
  })

  test('gives way to what is given, part by part', async () => {
    const recipe = await recipeOf(preset.name)
    const given = { epochs: 2, labelSmoothing: 0.05, optimizer: { type: 'Adam', learningRate: 0.01 } }
    const config = await configOf({ model, ...given })
    expect(config).toMatchObject(given)
    expect(config).toMatchObject({
      ...{ batchSize: recipe.batchSize, precision: recipe.precision },
      ...{ augmentation: recipe.augmentation, learningRateSchedule: recipe.learningRateSchedule },
    })
  })

  test('is switched off by an empty object, and is not taken by the same layers without the name', async () => {
    expect(await configOf({ model, augmentation: {}, earlyStopping: {} })).toMatchObject({
      ...{ augmentation: null, earlyStopping: null },
    })
    expect(await configOf({ model: { layers: preset.layers } })).toMatchObject({ epochs: 50, batchSize: 64 })
  })
})
