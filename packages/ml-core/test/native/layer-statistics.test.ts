import { beforeAll, describe, expect, it } from 'vitest'
import { compileTraining } from '../../src/compile.ts'
import { type Dataset, loadDataset } from '../../src/datasets/load.ts'
import type { Tensor } from '../../src/graph/graph.ts'
import { initialState } from '../../src/runtime/initial-state.ts'
import { Session, type Values } from '../../src/runtime/session.ts'
import { train } from '../../src/runtime/train.ts'
import { findDataset, parseTraining, type TrainingInput, unwrap } from '../../src/spec/index.ts'
import type { Histogram } from '../../src/spec/layer-statistics.ts'
import type { Precision } from '../../src/spec/training.ts'
import { dataFolder } from './data-folder.ts'

const found = findDataset('fashion-mnist')
if (!found) throw new Error('the catalogue has Fashion-MNIST')
const info = found

const layers = [
  { type: 'Conv2D', filters: 4, kernelSize: 3, strides: 2, activation: 'relu' },
  { type: 'BatchNormalization' },
  { type: 'Flatten' },
  { type: 'Dense', units: 12, activation: 'relu' },
  { type: 'Dropout', rate: 0.3 },
  { type: 'Dense', units: 8, activation: 'relu', name: 'dead' },
  { type: 'Dense', units: 10, activation: 'softmax' },
]
const BATCH = 32

let dataset: Dataset
beforeAll(async () => {
  dataset = await loadDataset(dataFolder, info)
})

/** A training at its start, in which 6 of the 8 units of the layer `dead` never fire. */
async function start(
  precision: Precision,
  optimizer: TrainingInput['optimizer'] = null,
  fastBfloat16 = true,
) {
  const spec = unwrap(parseTraining({ model: { layers }, precision, optimizer, seed: 3 }, info))
  const compiled = compileTraining(spec, dataset.labels.length, { device: 'cpu', fastBfloat16 })
  const { graph, signatures } = compiled
  const named = (tensors: readonly (readonly [string, Tensor])[]) =>
    Object.fromEntries(tensors.map(([name, tensor]) => [name, graph.tensor('Identity', [tensor], {})]))
  const updates = graph.nodes.filter(({ op }) => op === 'ResourceApplyAdam')
  const gradients = updates.flatMap(({ inputs: [variable, , , , , , , , , gradient] }) =>
    variable && gradient ? [[variable.node.name, gradient] as const] : [],
  )
  const activations = graph.nodes.flatMap(({ name, outputs: [output] }) => {
    const layer = /^train_step\/(conv2d|dense|dead)\/Relu$/.exec(name)?.[1]
    return layer && output ? [[layer, graph.tensor('Cast', [output], { DstT: 'float32' })] as const] : []
  })
  const { inputs } = signatures.train_step
  const session = await Session.load({
    graph,
    signatures: { ...signatures, look: { inputs, outputs: named([...gradients, ...activations]) } },
  })
  session.run('set_data', { images: dataset.images, labels: Int32Array.from(dataset.labels) })
  const state = initialState(compiled.variables, spec.seed)
  state['dead/bias'] = Float32Array.from({ length: 8 }, (_, unit) => (unit < 6 ? -100 : 1))
  session.run('set_state', state)
  return { compiled, session }
}

const batch = (step: number): Record<string, Values> => ({
  indices: Int32Array.from({ length: BATCH }, (_, index) => step * BATCH + index),
  learning_rate: Float32Array.of(0.001),
})

const normOf = (values: Iterable<number>): number => Math.sqrt([...values].reduce((sum, x) => sum + x * x, 0))

/** The counts of TensorFlow's HistogramFixedWidth: positions in float32, widths in float64. */
function histogramOf(values: Float32Array): Histogram {
  const lowest = values.reduce((least, x) => Math.min(least, x), Number.POSITIVE_INFINITY)
  const largest = values.reduce((most, x) => Math.max(most, x), Number.NEGATIVE_INFINITY)
  const highest = lowest === largest ? lowest + Math.abs(lowest) + 1 : largest
  const counts = new Int32Array(32)
  const width = Math.fround(highest - lowest) / 32
  for (const x of values) {
    const bin = Math.min(31, Math.trunc(Math.fround(x - lowest) / width))
    counts[bin] = (counts[bin] ?? 0) + 1
  }
  return { lowest, highest, counts }
}

const close = (own: number | null | undefined, expected: number, what: string) =>
  expect(Math.abs((own ?? Number.NaN) - expected) / Math.max(1e-6, Math.abs(expected)), what).toBeLessThan(
    1e-5,
  )

const valuesOf = (results: ReadonlyMap<string, Values>, name: string): Float32Array => {
  const values = results.get(name)
  if (!(values instanceof Float32Array)) throw new Error(`there is no float32 ${name}`)
  return values
}

describe.each([
  ['float32', true],
  ['bfloat16', true],
  ['bfloat16', false],
] as const)('the statistics of layers in %s, where bfloat16 is fast: %s', (precision, fastBfloat16) => {
  it('are those of the weights around the step, of its gradients and of its activations', async () => {
    const { compiled, session } = await start(precision, null, fastBfloat16)
    using _ = session
    session.run('train_step', batch(0))
    const before = session.run('get_state', {})
    const seen = session.run('look', batch(1))
    const statistics = compiled.statistics(session.run('inspect_step', batch(1)))
    const after = session.run('get_state', {})

    const trained = compiled.variables.filter(({ trainable }) => trainable).map(({ name }) => name)
    expect(
      statistics.flatMap((layer) => layer.weights.map((weight) => `${layer.name}/${weight.name}`)),
    ).toEqual(trained)
    for (const layer of statistics)
      for (const weight of layer.weights) {
        const name = `${layer.name}/${weight.name}`
        const [old, own, gradient] = [before, after, seen].map((results) => valuesOf(results, name))
        if (!old || !own || !gradient) throw new Error(`there is no ${name}`)
        close(weight.norm, normOf(own), `norm of ${name}`)
        close(weight.gradientNorm, normOf(gradient), `norm of the gradient of ${name}`)
        close(
          weight.updateNorm,
          normOf(own.map((x, at) => x - (old[at] ?? 0))),
          `norm of the update of ${name}`,
        )
        expect(weight.histogram, name).toEqual(histogramOf(own))
        expect(weight.gradientHistogram, `gradient of ${name}`).toEqual(histogramOf(gradient))
      }
    for (const name of ['conv2d', 'dense', 'dead']) {
      const activation = statistics.find((layer) => layer.name === name)?.activation
      const values = [...valuesOf(seen, name)]
      const mean = values.reduce((sum, x) => sum + x, 0) / values.length
      close(activation?.mean, mean, `mean of ${name}`)
      const variance = values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / values.length
      close(activation?.standardDeviation, Math.sqrt(variance), `standard deviation of ${name}`)
      expect(activation?.histogram, name).toEqual(histogramOf(valuesOf(seen, name)))
    }
  })

  it('add the weights of a layer up, count its dead relus, and leave out what it does not have', async () => {
    const { compiled, session } = await start(precision, null, fastBfloat16)
    using _ = session
    const statistics = compiled.statistics(session.run('inspect_step', batch(0)))
    const of = (name: string) => statistics.find((layer) => layer.name === name)
    const dense = of('dense')
    close(dense?.norm, normOf(dense?.weights.map(({ norm }) => norm) ?? []), 'norm of the layer')
    expect(of('dead')?.activation.deadShare).toBe(0.75)
    expect(of('batch_normalization')?.weights.map(({ name }) => name)).toEqual(['gamma', 'beta'])
    expect(of('flatten')).toMatchObject({ norm: null, gradientNorm: null, updateNorm: null, weights: [] })
    expect(of('dropout')?.activation.deadShare).toBeNull()
  })

  it('cost the training nothing: its weights are the same, bit for bit, as without', async () => {
    const trained = await Promise.all(
      (['train_step', 'inspect_step'] as const).map(async (signature) => {
        const { session } = await start(precision, null, fastBfloat16)
        using _ = session
        for (let step = 0; step < 5; step++) session.run(step % 2 ? signature : 'train_step', batch(step))
        return session.run('get_state', {})
      }),
    )
    expect(trained[1]).toEqual(trained[0])
  })

  it('stand although weights have become infinite', async () => {
    const { compiled, session } = await start(precision, null, fastBfloat16)
    using _ = session
    session.run('inspect_step', { ...batch(0), learning_rate: Float32Array.of(Number.POSITIVE_INFINITY) })
    const statistics = compiled.statistics(session.run('inspect_step', batch(1)))
    expect(statistics.find(({ name }) => name === 'dense')?.norm).toBeNaN()
  })
})

/** Optimizers that write a weight more than once in a step, or keep something else beside it. */
const optimizers = [
  { type: 'AdamW', settings: { weightDecay: 0.1, useEma: true, globalClipnorm: 0.5 } },
  { type: 'Muon', settings: { includeConvolutions: true, weightDecay: 0.1 } },
  { type: 'SGD', settings: { momentum: 0.9, nesterov: true, weightDecay: 0.1 } },
  { type: 'RMSprop', settings: { centered: true } },
]

it.each(optimizers)('the update of $type is all that the step did to a weight', async (optimizer) => {
  const { compiled, session } = await start('float32', optimizer)
  using _ = session
  session.run('train_step', batch(0))
  const before = session.run('get_state', {})
  const statistics = compiled.statistics(session.run('inspect_step', batch(1)))
  const after = session.run('get_state', {})
  for (const layer of statistics)
    for (const { name: weight, norm, updateNorm } of layer.weights) {
      const name = `${layer.name}/${weight}`
      const [old, own] = [valuesOf(before, name), valuesOf(after, name)]
      close(norm, normOf(own), `norm of ${name}`)
      close(updateNorm, normOf(own.map((x, at) => x - (old[at] ?? 0))), `norm of the update of ${name}`)
    }
})

it('a training tells them after every epoch, unless switched off, and trains the same either way', async () => {
  const input = { model: { layers }, epochs: 2, trainLimit: 96, seed: 3 }
  const spec = unwrap(parseTraining(input, info))
  const epochsOf = async (layerStatistics: boolean) => {
    const epochs = []
    for await (const event of train(spec, { dataFolder, layerStatistics }))
      if (event.type === 'epochCompleted') epochs.push(event)
    return epochs
  }
  const [told, silent] = [await epochsOf(true), await epochsOf(false)]
  const names = spec.model.layers.map(({ name }) => name)
  expect(told.map((epoch) => epoch.layers.map(({ name }) => name))).toEqual([names, names])
  expect(silent.map((epoch) => epoch.layers)).toEqual([[], []])
  const figures = (epochs: typeof told) =>
    epochs.map(({ batchLoss, validationLoss }) => [batchLoss, validationLoss])
  expect(figures(told)).toEqual(figures(silent))
  for (const { batchExamplesPerSecond: speeds, examplesPerSecond, batchLoss } of told) {
    expect(speeds.length).toBe(batchLoss.length)
    expect(speeds.every((speed) => speed > 0 && speed < Number.POSITIVE_INFINITY)).toBe(true)
    expect(Math.max(...speeds)).toBeGreaterThanOrEqual(examplesPerSecond)
  }
})
