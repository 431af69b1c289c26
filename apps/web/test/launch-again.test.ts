import { parseTraining, unwrap } from '@atelier/ml-core/spec'
import { describe, expect, test } from 'vitest'
import { changedLayers, changesSince } from '../src/launch/changes.ts'
import { layerSpec, layersOfPreset, withCopy, withMoved } from '../src/launch/edited-layers.ts'
import { estimateMemory, estimateTime, operationsOf } from '../src/launch/estimate.ts'
import { emptyValues, type LaunchValues } from '../src/launch/launch-values.ts'
import { baseValues } from '../src/launch/recipe-values.ts'

const dataset = {
  ...{ name: 'fashion-mnist', title: 'Fashion-MNIST', labels: Array.from('0123456789') },
  ...{ inputShape: [28, 28, 1], trainCount: 60_000, testCount: 10_000 },
}
const specOf = (model: object, rest: object = {}) =>
  unwrap(parseTraining({ model, seed: 0, ...rest }, dataset))
const values: LaunchValues = {
  ...{ ...emptyValues, ...baseValues({ preset: 'cnn-best', basis: 'recipe' }, dataset), preset: 'cnn-best' },
}

describe('what differs from the run that is launched again', () => {
  test('is named at its field, before and after; nothing else is', () => {
    expect(changesSince(values, values)).toEqual([])
    const now = {
      ...values,
      epochs: 3,
      augmentation: { ...values.augmentation, shift: '2' },
      trainLimit: 640,
    }
    expect(changesSince(values, now)).toEqual([
      { field: 'epochs', before: String(values.epochs), after: '3' },
      { field: 'augmentation.shift', before: '1', after: '2' },
      { field: 'trainLimit', before: 'none', after: '640' },
    ])
  })

  test('another optimizer is one change', () => {
    const now = {
      ...values,
      optimizer: { type: 'SGD', learningRate: '0.004', settings: { momentum: '0.9' } },
    }
    expect(changesSince(values, now)).toEqual([{ field: 'optimizer.type', before: 'AdamW', after: 'SGD' }])
  })

  test('layers are told by what was done to them', () => {
    const layers = layersOfPreset('mlp')
    const own = { ...values, preset: '', layers }
    expect(changesSince(values, own)).toEqual([{ field: 'preset', before: 'cnn-best', after: '11 layers' }])
    expect(changesSince(own, { ...own, layers: withMoved(layers, 0, 1) })).toEqual([
      { field: 'preset', before: '11 layers', after: 'in another order' },
    ])
    const copied = withCopy(layers, 0)
    expect([...changedLayers(own, copied)]).toEqual([copied[1]?.key])
  })
})

const run = (number: number, model: object, examplesPerSecond: number, device = 'cpu-a') => ({
  ...{ id: String(number), name: 'earlier', number, examplesPerSecond, device },
  config: {
    ...{ dataset: 'fashion-mnist', precision: 'FLOAT32' as const },
    model: { preset: null, layers: null, ...model },
    optimizer: { type: 'Adam' },
  },
})
const small = [{ type: 'Dense', units: 10, activation: 'softmax' }]
const place = { images: 6_000, device: 'cpu-a', datasets: [dataset] }

describe('what a run would take', () => {
  test('is told by the newest run of the same model on the same device, whoever called the model a preset', () => {
    const recent = [
      run(3, { preset: 'mlp' }, 50),
      run(2, { layers: small }, 2_000),
      run(1, { layers: small }, 100, 'cpu-b'),
    ]
    const spec = specOf({ layers: small })
    expect(estimateTime(recent, spec, place)).toMatchObject({
      seconds: 3,
      by: 'measured',
      run: { number: 2 },
    })
    expect(estimateTime(recent, spec, { ...place, device: 'cpu-b' })).toMatchObject({
      seconds: 60,
      run: { number: 1 },
    })
    const mlp = specOf({ layers: layersOfPreset('mlp').map(layerSpec) })
    expect(estimateTime(recent, mlp, place)).toMatchObject({ by: 'measured', run: { number: 3 } })
  })

  test('else by the multiplications of another model there; nothing where nothing was trained', () => {
    const double = [{ type: 'Dense', units: 20 }, ...small]
    const spec = specOf({ layers: double })
    expect(operationsOf(specOf({ layers: small }).model)).toBe(2 * 784 * 10)
    const factor = (784 * 20 + 20 * 10) / (784 * 10)
    const estimate = estimateTime([run(2, { layers: small }, 2_000)], spec, place)
    expect(estimate?.by).toBe('operations')
    expect(estimate?.seconds).toBeCloseTo(3 * factor, 9)
    expect(estimateTime([run(2, { layers: small }, 2_000, 'cpu-b')], spec, place)).toBeNull()
  })

  test('a convolution is counted at each place of its output', () => {
    const layers = [{ type: 'Conv2D', filters: 4, kernelSize: 3 }, { type: 'Flatten' }, ...small]
    expect(operationsOf(specOf({ layers }).model)).toBe(2 * (9 * 4 * 26 * 26 + 26 * 26 * 4 * 10))
  })

  test('memory: weights, gradients, the two slots of Adam, and the outputs of a batch with their gradients', () => {
    const spec = specOf({ layers: small }, { batchSize: 32 })
    expect(estimateMemory(spec)).toBe(4 * (7_850 * 4 + 2 * 32 * (784 + 10)))
    const plain = specOf({ layers: small }, { batchSize: 32, optimizer: { type: 'SGD' } })
    expect(estimateMemory(plain)).toBe(4 * (7_850 * 2 + 2 * 32 * (784 + 10)))
    const muon = specOf({ layers: small }, { batchSize: 32, optimizer: { type: 'Muon' } })
    expect(estimateMemory(muon)).toBe(4 * (7_840 * 3 + 10 * 4 + 2 * 32 * (784 + 10)))
  })
})
