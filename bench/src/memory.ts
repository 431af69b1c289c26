import path from 'node:path'
import { parseArgs } from 'node:util'
import { fitCommand } from './fit-command.ts'
import { preparePeers } from './peers.ts'
import { numbersOf } from './run-program.ts'
import { dataFolder, root } from './setting.ts'

/**
 * Memory: that a long training does not grow, and what both models take at most beside Keras for the same job, in MiB
 * of resident size. Ends with status 1 when a bound is broken.
 */
const { values: options } = parseArgs({
  options: {
    epochs: { type: 'string', default: '200' },
    models: { type: 'string', default: 'mlp,cnn' },
    json: { type: 'boolean', default: false },
  },
})
/** Epochs until the allocators have what they need. */
const SETTLING = 20
/** What the resident size may grow from then on: below a leak of 64 KiB an epoch. */
const MOST_GROWTH = 12
/** Images an epoch of the peak measurement: a few steps take as much memory as many. */
const IMAGES: Readonly<Record<string, number>> = { mlp: 6400, cnn: 192 }

const file = (name: string): string => path.join(import.meta.dirname, name)
const say = (text: string): void => void process.stderr.write(`${text}\n`)
const broken: string[] = []

const resident = await numbersOf(
  [process.execPath, file('atelier-memory.ts'), options.epochs, dataFolder],
  'residentMiB',
)
const settled = Math.max(...resident.slice(SETTLING, 2 * SETTLING))
const after = Math.max(...resident.slice(-SETTLING))
const growth = after - settled
say(`${options.epochs} epochs of a small training: ${settled.toFixed(0)} MiB, then ${after.toFixed(0)} MiB`)
if (!(growth <= MOST_GROWTH)) broken.push(`the resident size grew by ${growth.toFixed(0)} MiB`)

const python = await preparePeers(path.join(root, '.toolchain/bench'), ['keras'], say)
const peaks = []
for (const model of options.models.split(',')) {
  const size = { images: String(IMAGES[model] ?? 640), epochs: '3' }
  const atelier = fitCommand(model, size, dataFolder, 'float32')
  const folder = path.join(dataFolder, 'datasets/fashion-mnist')
  const keras = [python, file('../peers/keras_fit.py'), model, size.images, size.epochs, folder]
  const [own, theirs] = [await peakOf(atelier), await peakOf(keras)]
  peaks.push({ model, atelierMiB: own, kerasMiB: theirs })
  say(`${model}: at most ${own.toFixed(0)} MiB, Keras ${theirs.toFixed(0)} MiB`)
  if (!(own < theirs)) broken.push(`${model} takes more memory than Keras`)
}
const report = {
  leak: { epochs: resident.length, settledMiB: settled, endMiB: after, growthMiB: growth },
  peaks,
  broken,
}
if (options.json) process.stdout.write(`${JSON.stringify(report, null, 1)}\n`)
else process.stdout.write(`${broken.length === 0 ? 'within all bounds' : broken.join('\n')}\n`)
process.exitCode = broken.length === 0 ? 0 : 1

/** The largest resident size that the program says at its end. */
async function peakOf(command: readonly string[]): Promise<number> {
  return Math.max(...(await numbersOf(command, 'peakMiB')))
}
