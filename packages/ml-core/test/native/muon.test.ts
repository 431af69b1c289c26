import { expect, it } from 'vitest'
import { compileTraining } from '../../src/compile.ts'
import { loadDataset } from '../../src/datasets/load.ts'
import { initialState } from '../../src/runtime/initial-state.ts'
import { Session, type Values } from '../../src/runtime/session.ts'
import { findDataset, parseTraining, unwrap } from '../../src/spec/index.ts'
import { dataFolder } from './data-folder.ts'
import { fixedNumbers } from './fixed-numbers.ts'

const [BATCH, STEPS, UNITS, PIXELS] = [32, 5, 24, 784]
const found = findDataset('fashion-mnist')
if (!found) throw new Error('the catalogue has Fashion-MNIST')
const info = found
const { images, labels } = await loadDataset(dataFolder, info)

const output = { type: 'Dense', units: 10, activation: 'softmax', name: 'output' }
/** The same function of an image: some products with all of its pixels. */
const models = {
  matrix: [{ type: 'Dense', units: UNITS, activation: 'tanh', name: 'hidden' }, output],
  convolution: [
    { type: 'Conv2D', filters: UNITS, kernelSize: 28, activation: 'tanh', name: 'hidden' },
    { type: 'Flatten' },
    output,
  ],
}

/** The first layer's kernel after some steps of Muon from the same numbers. */
async function kernelAfter(model: keyof typeof models, settings: object = {}): Promise<Values> {
  const optimizer = { type: 'Muon', learningRate: 0.02, settings: { ...settings } }
  const spec = unwrap(parseTraining({ model: { layers: models[model] }, optimizer, seed: 5 }, info))
  const compiled = compileTraining(spec, BATCH * STEPS)
  using session = await Session.load(compiled)
  session.run('set_data', {
    images: images.subarray(0, BATCH * STEPS * PIXELS),
    labels: Int32Array.from(labels.subarray(0, BATCH * STEPS)),
  })
  const kernels = {
    'hidden/kernel': Float32Array.from(fixedNumbers(PIXELS * UNITS, 1), (entry) => entry / 20),
    'output/kernel': Float32Array.from(fixedNumbers(UNITS * 10, 2), (entry) => entry / 4),
  }
  session.run('set_state', { ...initialState(compiled.variables, spec.seed), ...kernels })
  for (let step = 0; step < STEPS; step++) {
    const indices = Int32Array.from({ length: BATCH }, (_, index) => step * BATCH + index)
    session.run('train_step', { indices, learning_rate: Float32Array.of(spec.optimizer.learningRate) })
  }
  const kernel = session.run('get_state', {}).get('hidden/kernel')
  if (!kernel) throw new Error('there is no hidden/kernel')
  return kernel
}

const distance = (one: Values, other: Values): number =>
  Math.hypot(...Array.from(one, (entry, index) => entry - (other[index] ?? Number.NaN)))

it('moves the kernel of a convolution as the matrix with a column a filter, if it is told to', async () => {
  const matrix = await kernelAfter('matrix')
  const norm = Math.hypot(...matrix)
  const included = await kernelAfter('convolution', { includeConvolutions: true })
  expect(distance(included, matrix) / norm).toBeLessThan(1e-4)
  expect(distance(await kernelAfter('convolution'), matrix) / norm).toBeGreaterThan(1e-2)
})
