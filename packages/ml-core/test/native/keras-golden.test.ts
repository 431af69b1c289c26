import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { joined } from '../../src/compile/variables.ts'
import { compileTraining, type VariableSpec } from '../../src/compile.ts'
import { initialState } from '../../src/runtime/initial-state.ts'
import { Session, type Values } from '../../src/runtime/session.ts'
import {
  findDataset,
  findPreset,
  type LayerSpec,
  parseTraining,
  sizeOf,
  unwrap,
} from '../../src/spec/index.ts'
import { dataset } from './dataset.ts'
import { fixedNumbers } from './fixed-numbers.ts'

/** How far a loss may be from that of Keras in float64, over 20 steps. */
const LOSS_TOLERANCE = 1e-4
/** How far a gradient may be from that of Keras in float64, as a share of its norm. */
const GRADIENT_TOLERANCE = 1e-2
const PROBE_SALT = 100

const goldenFile = path.join(import.meta.dirname, '../golden/keras/losses.json')
const golden = z
  .object({
    models: z.record(
      z.string(),
      z.object({
        batch: z.number(),
        learningRate: z.number(),
        epsilon: z.number(),
        losses: z.array(z.number()).length(20),
        evaluation: z.number(),
        gradients: z.array(z.object({ norm: z.number(), probe: z.number() })),
      }),
    ),
  })
  .parse(JSON.parse(readFileSync(goldenFile, 'utf8')))

/** The study's layers without dropout, whose random numbers Keras draws otherwise. */
const layersOf = (preset: string): readonly LayerSpec[] =>
  (findPreset(preset)?.layers ?? []).filter(({ type }) => type !== 'Dropout')

function goldenState(variables: readonly VariableSpec[]): Record<string, Values> {
  const state = initialState(variables, 0)
  let salt = 0
  for (const { name, shape } of variables.filter(({ initializer }) => initializer === 'glorot_uniform')) {
    const window = sizeOf(shape.slice(0, -2))
    const limit = Math.sqrt(6 / (window * ((shape.at(-2) ?? 0) + (shape.at(-1) ?? 0))))
    state[name] = Float32Array.from(fixedNumbers(sizeOf(shape), ++salt), (entry) => entry * limit)
  }
  return state
}

describe.each(Object.entries(golden.models))('%s against Keras', (preset, expected) => {
  const info = findDataset('fashion-mnist')
  if (!info) throw new Error('the catalogue has Fashion-MNIST')
  const optimizer = { settings: { epsilon: expected.epsilon } }
  const spec = unwrap(parseTraining({ model: { layers: layersOf(preset) }, optimizer, seed: 0 }, info))
  const { batch, learningRate } = expected
  /** Feeds of step number `step`, from 0: the next images in their order. */
  const feeds = (step: number): Record<string, Values> => ({
    indices: Int32Array.from({ length: batch }, (_, index) => step * batch + index),
    learning_rate: Float32Array.of(learningRate),
  })
  const start = <Name extends string>(
    session: Session<Name | 'set_data' | 'set_state'>,
    state: Record<string, Values>,
  ) => {
    session.run('set_data', { images: dataset.images, labels: Int32Array.from(dataset.labels) })
    session.run('set_state', state)
  }

  it('gives the same losses over 20 steps and the same evaluation after them', async () => {
    const compiled = compileTraining(spec, dataset.labels.length)
    using session = await Session.load(compiled)
    start(session, goldenState(compiled.variables))
    const differences = expected.losses.map((loss, step) => {
      const [own = Number.NaN] = session.run('train_step', feeds(step)).get('loss') ?? []
      return Math.abs(own - loss)
    })
    const shown = differences.map((difference) => difference.toExponential(1)).join(' ')
    expect(Math.max(...differences), `differences by step: ${shown}`).toBeLessThan(LOSS_TOLERANCE)
    const first = Int32Array.from({ length: 100 }, (_, index) => index)
    const evaluated: readonly number[] = [...(session.run('evaluate', { indices: first }).get('loss') ?? [])]
    const mean = evaluated.reduce((sum, loss) => sum + loss, 0) / evaluated.length
    expect(Math.abs(mean - expected.evaluation)).toBeLessThan(LOSS_TOLERANCE)
  })

  it('has the same gradients in its first step', async () => {
    const compiled = compileTraining(spec, dataset.labels.length)
    const { graph, signatures, variables } = compiled
    // A weight that stands in parts has an update for each.
    const updates = Map.groupBy(
      graph.nodes.filter((node) => node.op === 'ResourceApplyAdam'),
      ({ inputs }) => inputs[0]?.node.name.replace(/\/part\d$/, '') ?? '',
    )
    const outputs = Object.fromEntries(
      [...updates.values()].map((parts, index) => {
        const whole = joined(
          graph,
          parts.flatMap(({ inputs }) => inputs.slice(9)),
        )
        return [`gradient${index}`, graph.tensor('Identity', [whole], {})]
      }),
    )
    const gradients = { inputs: signatures.train_step.inputs, outputs }
    using session = await Session.load({ graph, signatures: { ...signatures, gradients } })
    start(session, goldenState(variables))
    const results = session.run('gradients', feeds(0))
    expect(results.size).toBe(expected.gradients.length)
    expected.gradients.forEach(({ norm, probe }, index) => {
      const own = [...(results.get(`gradient${index}`) ?? [])]
      const fixed = fixedNumbers(own.length, PROBE_SALT + index)
      const named = [...updates.keys()][index]
      expect(
        Math.abs(Math.sqrt(own.reduce((sum, entry) => sum + entry * entry, 0)) - norm) / norm,
        `norm of dL/d(${named})`,
      ).toBeLessThan(GRADIENT_TOLERANCE)
      const product = own.reduce((sum, entry, at) => sum + entry * (fixed[at] ?? 0), 0)
      expect(Math.abs(product - probe) / norm, `probe of dL/d(${named})`).toBeLessThan(GRADIENT_TOLERANCE)
    })
  })
})
