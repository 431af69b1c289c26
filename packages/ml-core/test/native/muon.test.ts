import { expect, it } from 'vitest'
import { compileTraining } from '../../src/compile.ts'
import { loadDataset } from '../../src/datasets/load.ts'
import { initialState } from '../../src/runtime/initial-state.ts'
import { Session, type Values } from '../../src/runtime/session.ts'
import { findDataset, parseTraining, unwrap } from '../../src/spec/index.ts'
import { dataFolder } from './data-folder.ts'

const [BATCH, RATE] = [32, 0.02]
const found = findDataset('fashion-mnist')
if (!found) throw new Error('the catalogue has Fashion-MNIST')
const info = found
const { images, labels } = await loadDataset(dataFolder, info)

const layers = [
  { type: 'Conv2D', filters: 6, kernelSize: 5, strides: 3, activation: 'tanh' },
  { type: 'Conv2D', filters: 40, kernelSize: 2, strides: 4, activation: 'tanh' },
  { type: 'Flatten' },
  { type: 'Dense', units: 24, activation: 'tanh' },
  { type: 'Dense', units: 60, activation: 'tanh' },
  { type: 'Dense', units: 10, activation: 'softmax' },
]
type Matrix = readonly (readonly number[])[]

/** What one step takes from each kernel, by its name, as a matrix with a column for each of its last axis. */
async function stepOf(optimizer: object): Promise<ReadonlyMap<string, Matrix>> {
  const spec = unwrap(parseTraining({ model: { layers }, optimizer, seed: 5 }, info))
  const compiled = compileTraining(spec, BATCH)
  using session = await Session.load(compiled)
  session.run('set_data', {
    images: images.subarray(0, BATCH * 784),
    labels: Int32Array.from(labels.subarray(0, BATCH)),
  })
  const state = initialState(compiled.variables, spec.seed)
  session.run('set_state', state)
  const indices = Int32Array.from({ length: BATCH }, (_, index) => index)
  session.run('train_step', { indices, learning_rate: Float32Array.of(spec.optimizer.learningRate) })
  const after = session.run('get_state', {})
  const kernels = compiled.variables.filter(({ name }) => /^[^/]+\/kernel$/.test(name))
  return new Map(
    kernels.map(({ name, shape }) => {
      const [was, is]: readonly (Values | undefined)[] = [state[name], after.get(name)]
      if (!was || !is) throw new Error(`there is no ${name}`)
      const columns = shape.at(-1) ?? 1
      const entry = (row: number, column: number) =>
        (was[row * columns + column] ?? 0) - (is[row * columns + column] ?? 0)
      const rows = Array.from({ length: was.length / columns }, (_, row) => row)
      return [name, rows.map((row) => Array.from({ length: columns }, (_, column) => entry(row, column)))]
    }),
  )
}

const transposed = (x: Matrix): Matrix => (x[0] ?? []).map((_, column) => x.map((row) => row[column] ?? 0))
const product = (x: Matrix, y: Matrix): Matrix => {
  const columns = transposed(y)
  return x.map((row) =>
    columns.map((column) => row.reduce((total, entry, at) => total + entry * (column[at] ?? 0), 0)),
  )
}
const combined = (a: number, x: Matrix, b: number, y: Matrix): Matrix =>
  x.map((row, at) => row.map((entry, column) => a * entry + b * (y[at]?.[column] ?? 0)))
const norm = (x: Matrix): number => Math.sqrt(x.flat().reduce((total, entry) => total + entry * entry, 0))

/** The formula as Keras's documentation has it, of the first step: the momentum was 0. */
function expectedStep(gradient: Matrix): Matrix {
  let x = combined(1 / norm(gradient), gradient, 0, gradient)
  for (let iteration = 0; iteration < 5; iteration++) {
    const square = product(x, transposed(x))
    x = combined(3.4445, x, 1, product(combined(-4.775, square, 2.0315, product(square, square)), x))
  }
  const scale = RATE * 0.2 * Math.sqrt(Math.max(x.length, x[0]?.length ?? 0))
  return combined(scale, x, 0, x)
}

it('moves tall and wide matrices, and convolutions as matrices with a column a filter, by the formula', async () => {
  const gradients = await stepOf({ type: 'SGD', learningRate: 1 })
  const settings = { weightDecay: 0, includeConvolutions: true }
  const steps = await stepOf({ type: 'Muon', learningRate: RATE, settings })
  const sizes = [...gradients.values()].map((gradient) => `${gradient.length}x${gradient[0]?.length}`)
  expect(sizes).toEqual(['25x6', '24x40', '160x24', '24x60', '60x10'])
  for (const [name, gradient] of gradients) {
    const expected = expectedStep(gradient)
    const difference = combined(1, steps.get(name) ?? [], -1, expected)
    expect(norm(difference) / norm(expected), name).toBeLessThan(1e-3)
  }
})

it('leaves convolutions and the output to Adam when it is told to', async () => {
  const settings = { weightDecay: 0, excludeOutput: true, epsilon: 1e-8 }
  const [steps, ofAdam] = [
    await stepOf({ type: 'Muon', learningRate: RATE, settings }),
    await stepOf({ type: 'Adam', learningRate: RATE }),
  ]
  const same = [...ofAdam].filter(([name, step]) => norm(combined(1, step, -1, steps.get(name) ?? [])) === 0)
  expect(same.map(([name]) => name)).toEqual(['conv2d/kernel', 'conv2d_1/kernel', 'dense_2/kernel'])
})
