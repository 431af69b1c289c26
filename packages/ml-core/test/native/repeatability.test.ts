import { createHash } from 'node:crypto'
import { expect, it } from 'vitest'
import { compileTraining } from '../../src/compile.ts'
import { findDataset } from '../../src/datasets/catalogue.ts'
import { loadDataset } from '../../src/datasets/load.ts'
import { initialState } from '../../src/runtime/initial-state.ts'
import { Session } from '../../src/runtime/session.ts'
import { dataFolder } from './data-folder.ts'
import { smallInput, specOf } from './small-training.ts'

const conv = (filters: number) => ({ type: 'Conv2D', filters, kernelSize: 3, activation: 'relu' })
/** Two convolutions by Winograd's tiles among them: sums of many parts, where an order that varied was found once. */
const layers = [
  ...[conv(128), { type: 'BatchNormalization', axis: 1 }, conv(128), { type: 'BatchNormalization' }],
  ...[
    { type: 'MaxPooling2D' },
    { type: 'Dropout', rate: 0.3 },
    conv(128),
    { type: 'GlobalAveragePooling2D' },
  ],
  { type: 'Dense', units: 10, activation: 'softmax' },
]

const settings = { includeConvolutions: true, useEma: true, globalClipnorm: 1 }
const optimizer = { type: 'Muon', settings }

// TensorFlow runs independent ops in any order on several threads: no result may depend on it.
it.each([
  ['float32', true],
  ['bfloat16', true],
  ['bfloat16', false],
] as const)(
  'a step from the same state gives the same bits every time: %s, where bfloat16 is fast: %s',
  async (precision, fastBfloat16) => {
    const info = findDataset('fashion-mnist')
    if (!info) throw new Error('the catalogue has Fashion-MNIST')
    const { images, labels } = await loadDataset(dataFolder, info)
    const spec = specOf({ ...smallInput, model: { layers }, optimizer, precision })
    const compiled = compileTraining(spec, labels.length, { device: 'cpu', fastBfloat16 })
    using session = await Session.load(compiled)
    session.run('set_data', { images, labels: Int32Array.from(labels) })
    const state = initialState(compiled.variables, spec.seed)
    const indices = Int32Array.from({ length: 16 }, (_, index) => index)
    const seen = new Set<string>()
    for (let time = 0; time < 40; time++) {
      session.run('set_state', state)
      const results = session.run('inspect_step', { indices, learning_rate: Float32Array.of(0.01) })
      const hash = createHash('sha256')
      for (const [name, values] of [...results, ...session.run('get_state', {})])
        hash.update(name).update(values)
      seen.add(hash.digest('hex'))
    }
    expect(seen.size).toBe(1)
  },
)
