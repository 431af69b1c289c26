import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { compileTraining, type VariableSpec } from '../../src/compile.ts'
import { loadDataset } from '../../src/datasets/load.ts'
import { initialState } from '../../src/runtime/initial-state.ts'
import { Session, type Values } from '../../src/runtime/session.ts'
import { findDataset, parseTraining, sizeOf, unwrap } from '../../src/spec/index.ts'
import { dataFolder } from './data-folder.ts'
import { fixedNumbers } from './fixed-numbers.ts'

/** How far a loss may be from that of Keras in float64, over 10 steps. */
const LOSS_TOLERANCE = 1e-5
/** How far a final weight may be from that of Keras in float64, as a share of its norm. */
const WEIGHT_TOLERANCE = 1e-5
const PROBE_SALT = 100

const golden = z
  .object({
    batch: z.number(),
    cases: z
      .array(
        z.object({
          type: z.string(),
          learningRate: z.number(),
          settings: z.record(z.string(), z.union([z.number(), z.boolean()])),
          labelSmoothing: z.number(),
          losses: z.array(z.number()).length(10),
          evaluation: z.number(),
          weights: z.array(z.object({ norm: z.number(), probe: z.number() })).length(6),
        }),
      )
      .min(30),
  })
  .parse(JSON.parse(readFileSync(path.join(import.meta.dirname, '../golden/keras/optimizers.json'), 'utf8')))

const info = findDataset('fashion-mnist')
if (!info) throw new Error('the catalogue has Fashion-MNIST')
const dataset = await loadDataset(dataFolder, info)
const layers = [
  { type: 'Dense', units: 32, activation: 'tanh' },
  { type: 'BatchNormalization' },
  { type: 'Dense', units: 10, activation: 'softmax' },
]

/** The kernels of golden/keras/optimizers.py. */
function start(variables: readonly VariableSpec[]): Record<string, Values> {
  const state = initialState(variables, 0)
  for (const [salt, name] of [
    [1, 'dense/kernel'],
    [2, 'dense_1/kernel'],
  ] as const) {
    const shape = variables.find((variable) => variable.name === name)?.shape ?? []
    const limit = Math.sqrt(6 / shape.reduce((sum, size) => sum + size, 0))
    state[name] = Float32Array.from(fixedNumbers(sizeOf(shape), salt), (entry) => entry * limit)
  }
  return state
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length

const named = golden.cases.map((expected) => {
  const settings = Object.entries(expected.settings).map(([name, value]) => `${name} ${value}`)
  const smoothing = expected.labelSmoothing > 0 ? [`labels smoothed by ${expected.labelSmoothing}`] : []
  return [[expected.type, ...settings, ...smoothing].join(', '), expected] as const
})

describe('ten steps equal those of Keras in float64', () => {
  it.each(named)('%s', async (_name, expected) => {
    const { type, settings, labelSmoothing } = expected
    const spec = unwrap(
      parseTraining({ model: { layers }, optimizer: { type, settings }, labelSmoothing, seed: 0 }, info),
    )
    expect(spec.optimizer.learningRate).toBe(expected.learningRate)
    const compiled = compileTraining(spec, 320)
    using session = await Session.load(compiled)
    const [images, labels] = [dataset.images.subarray(0, 320 * 784), dataset.labels.subarray(0, 320)]
    session.run('set_data', { images, labels: Int32Array.from(labels) })
    session.run('set_state', start(compiled.variables))
    const own = expected.losses.map((_, step) => {
      const indices = Int32Array.from({ length: golden.batch }, (_, index) => step * golden.batch + index)
      const feeds = { indices, learning_rate: Float32Array.of(expected.learningRate) }
      return session.run('train_step', feeds).get('loss')?.[0] ?? Number.NaN
    })
    for (const [step, loss] of expected.losses.entries())
      expect(Math.abs((own[step] ?? Number.NaN) - loss), `loss of step ${step}`).toBeLessThan(LOSS_TOLERANCE)
    const first = Int32Array.from({ length: 100 }, (_, index) => index)
    const evaluated = mean([...(session.run('evaluate', { indices: first }).get('loss') ?? [])])
    expect(Math.abs(evaluated - expected.evaluation)).toBeLessThan(LOSS_TOLERANCE)

    const state = session.run('get_state', {})
    const trained = compiled.variables.filter(({ trainable }) => trainable)
    expect(trained.length).toBe(expected.weights.length)
    for (const [index, { norm, probe }] of expected.weights.entries()) {
      const { name = '' } = trained[index] ?? {}
      const values = [...(state.get(settings.useEma ? `average/${name}` : name) ?? [])]
      const fixed = fixedNumbers(values.length, PROBE_SALT + index)
      const length = Math.sqrt(values.reduce((sum, value) => sum + value * value, 0))
      const product = values.reduce((sum, value, at) => sum + value * (fixed[at] ?? 0), 0)
      expect(Math.abs(length - norm) / norm, `norm of ${name}`).toBeLessThan(WEIGHT_TOLERANCE)
      expect(Math.abs(product - probe) / norm, `probe of ${name}`).toBeLessThan(WEIGHT_TOLERANCE)
    }
  })
})
