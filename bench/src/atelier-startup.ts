import { loadTensorFlow, parseTraining, train, unwrap } from '@atelier/ml-core'
import { compileTraining } from '../../packages/ml-core/src/compile.ts'
import { loadDataset } from '../../packages/ml-core/src/datasets/load.ts'
import { initialState } from '../../packages/ml-core/src/runtime/initial-state.ts'
import { fashionMnist } from './setting.ts'

/** atelier-startup.ts mlp|cnn launch|parts DATA_FOLDER: prints {"launch": ms}, or {"part", "milliseconds"} a line. */
const [preset = 'mlp', what = 'launch', dataFolder = ''] = process.argv.slice(2)
const print = (entry: object): void => void process.stdout.write(`${JSON.stringify(entry)}\n`)
// An epoch of one step; the whole data set is read and handed to TensorFlow all the same.
const spec = unwrap(parseTraining({ model: { preset }, trainLimit: 64, epochs: 1, seed: 1 }, fashionMnist))

if (what === 'launch') {
  await loadTensorFlow()
  const started = performance.now()
  // A usual first step does not look into the layers: only an epoch's last one does.
  for await (const event of train(spec, { dataFolder, layerStatistics: false })) {
    if (event.type !== 'stepProgress') continue
    print({ launch: performance.now() - started })
    break
  }
} else {
  let before = performance.now()
  const done = (part: string): void => {
    const now = performance.now()
    print({ part, milliseconds: now - before })
    before = now
  }
  await loadTensorFlow()
  const { Session } = await import('../../packages/ml-core/src/runtime/session.ts')
  done('tensorflow')
  const { images, labels } = await loadDataset(dataFolder, fashionMnist)
  done('dataset')
  const compiled = compileTraining(spec, labels.length)
  done('compile')
  using session = await Session.load(compiled)
  done('load')
  session.run('set_data', { images, labels: Int32Array.from(labels) })
  done('setData')
  const state = initialState(compiled.variables, spec.seed)
  done('initialState')
  session.run('set_state', state)
  done('setState')
  const indices = Int32Array.from({ length: spec.batchSize }, (_, index) => index)
  session.run('train_step', { indices, learning_rate: Float32Array.of(0.001) })
  done('firstStep')
}
