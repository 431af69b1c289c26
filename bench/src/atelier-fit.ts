import { parseTraining, train, unwrap } from '@atelier/ml-core'
import { fashionMnist } from './setting.ts'

/** atelier-fit.ts mlp|cnn IMAGES EPOCHS DATA_FOLDER PRECISION: prints one JSON line an epoch, as the peers' scripts do, and the peak. */
const [preset = 'mlp', images = '6400', epochs = '3', dataFolder = '', precision = 'float32'] =
  process.argv.slice(2)

// One image is held back, so that the validation after each epoch costs nothing; the test set is not evaluated.
const trainLimit = Number(images) + 1
const spec = unwrap(
  parseTraining(
    {
      model: { preset },
      epochs: Number(epochs),
      trainLimit,
      validationSplit: 0.5 / trainLimit,
      precision,
      seed: 1,
    },
    fashionMnist,
  ),
)
const stop = new AbortController()
// The peers look into no layer, and in epochs of ten steps the one that does would count for more than it does in real ones.
for await (const event of train(spec, { dataFolder, layerStatistics: false, signal: stop.signal })) {
  if (event.type !== 'epochCompleted') continue
  process.stdout.write(`${JSON.stringify({ imagesPerSecond: event.examplesPerSecond })}\n`)
  if (event.epoch === spec.epochs) stop.abort()
}
// In KiB: what the process took at most.
process.stdout.write(`${JSON.stringify({ peakMiB: process.resourceUsage().maxRSS / 1024 })}\n`)
