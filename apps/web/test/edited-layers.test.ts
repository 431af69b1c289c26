import { modelPresets, parseModel } from '@atelier/ml-core/spec'
import { expect, test } from 'vitest'
import { checkValues } from '../src/launch/check-values.ts'
import {
  editedLayers,
  layerSpec,
  layersOfPreset,
  withCopy,
  withLayer,
  withMoved,
  withoutLayer,
} from '../src/launch/edited-layers.ts'
import { emptyValues, type LaunchValues } from '../src/launch/launch-values.ts'
import { baseValues } from '../src/launch/recipe-values.ts'

const dataset = {
  ...{ name: 'fashion-mnist', title: 'Fashion-MNIST', labels: Array.from('0123456789') },
  ...{ inputShape: [28, 28, 1], trainCount: 60_000, testCount: 10_000 },
}
const withLayers = (layers: LaunchValues['layers']): LaunchValues => ({
  ...{ ...emptyValues, ...baseValues({ preset: '', basis: 'study' }, dataset), preset: '' },
  layers,
})
const types = (layers: NonNullable<LaunchValues['layers']>) => layers.map(({ type }) => type)

test.each(modelPresets)('the layers of $name come out of the editor as they went in', ({ name, layers }) => {
  const [edited, given] = [layersOfPreset(name).map(layerSpec), layers].map((some) =>
    parseModel({ layers: some }, dataset.inputShape),
  )
  expect(edited?.ok && JSON.stringify(edited.value)).toEqual(given?.ok && JSON.stringify(given.value))
})

test('what is typed for both axes, for one each, and for all four sides reaches the spec', () => {
  const settings = [
    { kernelSize: '3', filters: '8' },
    { kernelSize: '3, 5', filters: '8', strides: ' ' },
  ]
  const [one, pair] = settings.map((typed, key) =>
    layerSpec({ key, type: 'Conv2D', name: '', settings: typed }),
  )
  expect(one).toEqual({ type: 'Conv2D', filters: 8, kernelSize: 3 })
  expect(pair).toEqual({ type: 'Conv2D', filters: 8, kernelSize: [3, 5] })
  const padding = {
    type: 'ZeroPadding2D',
    name: 'edge',
    padding: [
      [1, 0],
      [2, 0],
    ],
  }
  expect(editedLayers([padding]).map(layerSpec)).toEqual([padding])
})

test('layers are added, copied, moved and removed; each keeps its key', () => {
  const some = withLayer(withLayer([], 0, 'Flatten'), 1, 'Dense')
  const more = withCopy(some, 1)
  expect(types(more)).toEqual(['Flatten', 'Dense', 'Dense'])
  expect(new Set(more.map(({ key }) => key)).size).toBe(3)
  const moved = withMoved(more, 0, 2)
  expect(types(moved)).toEqual(['Dense', 'Dense', 'Flatten'])
  expect(moved[2]?.key).toBe(more[0]?.key)
  expect(withMoved(more, 0, 3)).toBe(more)
  expect(types(withoutLayer(more, 0))).toEqual(['Dense', 'Dense'])
})

test('an error stands at its layer, and the layers before it keep their shapes', () => {
  const checked = checkValues(
    withLayers(
      editedLayers([
        { type: 'Conv2D', filters: 4, kernelSize: 3 },
        { type: 'MaxPooling2D', poolSize: 40 },
        { type: 'Flatten' },
      ]),
    ),
    dataset,
  )
  expect(checked.issues).toEqual([
    { field: 'layers.1.settings.poolSize', message: expect.stringMatching(/^a 40x40 pool does not fit/) },
  ])
  expect(checked.layers.map(({ outputShape }) => outputShape)).toEqual([[null, 26, 26, 4]])

  const open = checkValues(withLayers(editedLayers([{ type: 'Flatten' }, { type: 'Dense' }])), dataset)
  expect(open.issues.map(({ field }) => field)).toEqual(['layers.1.settings.units'])
  expect(open.layers).toHaveLength(1)

  const endless = checkValues(withLayers(editedLayers([{ type: 'Flatten' }])), dataset)
  expect(endless.issues[0]?.field).toBe('layers.0.type')
  expect(endless.layers).toHaveLength(1)
  expect(checkValues(withLayers([]), dataset).issues[0]?.field).toBe('layers')
})

test('names that an earlier run made of the types are made anew, so that a new layer may come first', () => {
  const earlier = editedLayers([
    { type: 'Flatten', name: 'flatten' },
    { type: 'BatchNormalization', name: 'batch_normalization_1' },
    { type: 'Dense', name: 'dense', units: 10, activation: 'softmax' },
  ])
  expect(earlier.map(({ name }) => name)).toEqual(['', '', ''])
  expect(checkValues(withLayers(withLayer(earlier, 0, 'Dense')), dataset).issues).toEqual([])
})
