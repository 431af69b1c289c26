import { execFileSync, spawn } from 'node:child_process'
import { cpus } from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { parseArgs } from 'node:util'
import { preparePeers } from './peers.ts'

/**
 * Training speed side by side: every system trains the same images in turn, round after round, so that a slow minute
 * of a shared machine hits all of them. The first epoch of each process warms up and does not count.
 */
const { values: options } = parseArgs({
  options: {
    models: { type: 'string', default: 'mlp,cnn' },
    precisions: { type: 'string', default: 'float32,bfloat16' },
    systems: { type: 'string', default: 'atelier,keras,torch' },
    rounds: { type: 'string', default: '3' },
    json: { type: 'boolean', default: false },
  },
})

type System = {
  readonly name: string
  readonly precision: string
  readonly command: (model: string) => string[]
}
/** `npm run bench:gpu`: all systems on the same card. */
const ON_GPU = process.env.ATELIER_DEVICE === 'gpu'
/** Images an epoch: enough for a steady figure, few enough that a round of the CNN ends within minutes. */
const IMAGES: Readonly<Record<string, number>> = ON_GPU
  ? { mlp: 57_600, cnn: 19_200 }
  : { mlp: 19_200, cnn: 640 }
const EPOCHS = 3

const root = path.resolve(import.meta.dirname, '../..')
const dataFolder = path.resolve(process.env.ATELIER_DATA ?? path.join(root, '.atelier'))
const images = path.join(dataFolder, 'datasets/fashion-mnist')
const wanted = options.systems.split(',')
const say = (text: string): void => void process.stderr.write(`${text}\n`)

const python = await preparePeers(path.join(root, '.toolchain/bench'), wanted, say)
const file = (name: string): string => path.join(import.meta.dirname, name)
const countOf = (model: string): string => String(IMAGES[model] ?? 640)

const atelier = (precision: string): System => ({
  name: 'atelier',
  precision,
  command: (model) => [
    process.execPath,
    file('atelier-fit.ts'),
    model,
    countOf(model),
    String(EPOCHS),
    dataFolder,
    precision,
  ],
})
const keras: System = {
  name: 'keras',
  precision: 'float32',
  command: (model) => [python, file('../peers/keras_fit.py'), model, countOf(model), String(EPOCHS), images],
}
const torch = (mode: string): System => ({
  name: `torch ${mode.replace('+bf16', '')}`,
  precision: mode.includes('bf16') ? 'bfloat16' : 'float32',
  command: (model) => [
    python,
    file('../peers/torch_fit.py'),
    model,
    countOf(model),
    String(EPOCHS),
    images,
    mode,
  ],
})
const systems = [
  atelier('float32'),
  atelier('bfloat16'),
  keras,
  ...['eager', 'channels-last', 'channels-last+compile'].flatMap((mode) => [
    torch(mode),
    torch(`${mode}+bf16`),
  ]),
].filter(
  ({ name, precision }) =>
    wanted.includes(name.split(' ')[0] ?? '') && options.precisions.split(',').includes(precision),
)

type Result = { system: string; model: string; precision: string; imagesPerSecond: number }
const results: Result[] = []
for (const model of options.models.split(',')) {
  const seen = new Map<System, number[]>(systems.map((system) => [system, []]))
  for (let round = 1; round <= Number(options.rounds); round++)
    for (const [system, speeds] of seen) {
      const measured = await measure(system.command(model))
      speeds.push(...measured)
      say(
        `${model} round ${round}: ${system.name} ${system.precision} ${measured.map((speed) => speed.toFixed(0)).join(' ')} img/s`,
      )
    }
  for (const [{ name, precision }, speeds] of seen)
    results.push({ system: name, model, precision, imagesPerSecond: median(speeds) })
}

const ratios = options.models.split(',').flatMap((model) =>
  options.precisions.split(',').flatMap((precision) => {
    const at = results.filter((result) => result.model === model && result.precision === precision)
    const own = at.find(({ system }) => system === 'atelier')
    const [fastest] = at
      .filter(({ system }) => system !== 'atelier')
      .sort((a, b) => b.imagesPerSecond - a.imagesPerSecond)
    if (!own || !fastest) return []
    return [
      { model, precision, ratio: own.imagesPerSecond / fastest.imagesPerSecond, fastestPeer: fastest.system },
    ]
  }),
)

if (options.json) process.stdout.write(`${JSON.stringify({ results, ratios }, null, 1)}\n`)
else {
  process.stdout.write(
    `\n${ON_GPU ? gpuName() : `${cpus()[0]?.model ?? ''}, ${cpus().length} cores`}, batch 64, images per second (median)\n\n`,
  )
  for (const { model, precision, system, imagesPerSecond } of results)
    process.stdout.write(
      `${model.padEnd(5)}${precision.padEnd(10)}${system.padEnd(30)}${imagesPerSecond.toFixed(0).padStart(8)}\n`,
    )
  process.stdout.write('\n')
  for (const { model, precision, ratio, fastestPeer } of ratios)
    process.stdout.write(`${model} ${precision}: ${ratio.toFixed(2)} times ${fastestPeer}\n`)
}

/** Runs one training and gives the images per second of its epochs, without the first. */
async function measure([command = '', ...args]: string[]): Promise<number[]> {
  const env = { ...process.env }
  // Set on some machines for the sake of old OpenBLAS builds; they slow a current one.
  delete env.OPENBLAS_CORETYPE
  delete env.OPENBLAS_L2_SIZE
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], env })
  const errors: string[] = []
  child.stderr.on('data', (chunk: Buffer) => errors.push(chunk.toString()))
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
  const speeds: number[] = []
  for await (const line of createInterface({ input: child.stdout })) {
    const entry: unknown = JSON.parse(line)
    if (typeof entry === 'object' && entry && 'imagesPerSecond' in entry)
      speeds.push(Number(entry.imagesPerSecond))
  }
  const code = await ended
  if (code !== 0 || speeds.length < EPOCHS)
    throw new Error(`${command} ${args.join(' ')} ended with ${code}:\n${errors.join('').slice(-2000)}`)
  return speeds.slice(1)
}

function gpuName(): string {
  return execFileSync('nvidia-smi', ['--query-gpu=name', '--format=csv,noheader'], {
    encoding: 'utf8',
  }).trim()
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length / 2
  const [low = 0, high = 0] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]]
  return (low + high) / 2
}
