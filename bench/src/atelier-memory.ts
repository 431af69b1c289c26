import { parseTraining, train, unwrap } from '@atelier/ml-core'
import { fashionMnist } from './setting.ts'

/** atelier-memory.ts EPOCHS DATA_FOLDER: trains a small model and prints {"residentMiB": ...} after every epoch. */
const [epochs = '200', dataFolder = ''] = process.argv.slice(2)
const layers = [
  { type: 'Conv2D', filters: 8, kernelSize: 3, activation: 'relu' },
  { type: 'BatchNormalization' },
  { type: 'MaxPooling2D' },
  { type: 'Dropout', rate: 0.3 },
  { type: 'Flatten' },
  { type: 'Dense', units: 10, activation: 'softmax' },
]
const spec = unwrap(
  parseTraining(
    { model: { layers }, epochs: Number(epochs), trainLimit: 1280, validationSplit: 0.2, seed: 1 },
    fashionMnist,
  ),
)
for await (const event of train(spec, { dataFolder })) {
  if (event.type !== 'epochCompleted') continue
  globalThis.gc?.()
  process.stdout.write(`${JSON.stringify({ residentMiB: process.memoryUsage.rss() / 2 ** 20 })}\n`)
}
