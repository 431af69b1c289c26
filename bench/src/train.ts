import { execFileSync } from 'node:child_process'
import { cpus, loadavg } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { parseTraining, unwrap } from '@atelier/ml-core'
import { flopsPerImage } from './flops.ts'
import { preparePeers } from './peers.ts'
import { numbersOf, ProgramFailed } from './run-program.ts'
import { dataFolder, fashionMnist, median, root } from './setting.ts'
import { allSystems, MODELS, type ModelName, PRECISIONS, type PrecisionName } from './systems.ts'

/** What can be measured; all of it, unless told. */
const KNOWN = {
  models: MODELS,
  precisions: PRECISIONS,
  systems: ['atelier', 'keras', 'tfjs-node', 'torch'],
} as const

/**
 * Training speed side by side: every system trains the same images in turn, round after round, so that a slow minute
 * of a shared machine hits all of them. The first epoch of each process warms up and does not count.
 */
const { values: options } = parseArgs({
  options: {
    models: { type: 'string', default: KNOWN.models.join() },
    precisions: { type: 'string', default: KNOWN.precisions.join() },
    systems: { type: 'string', default: KNOWN.systems.join() },
    rounds: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
})

/** `npm run bench:gpu`: all systems on the same card. */
const ON_GPU = process.env.ATELIER_DEVICE === 'gpu'
/** Images an epoch: enough for a steady figure, few enough that a round of the CNN ends within minutes. */
const IMAGES = ON_GPU ? { mlp: 57_600, cnn: 19_200 } : { mlp: 19_200, cnn: 448 }
const EPOCHS = 3
/** Epochs of the MLP last a second, and a machine's speed changes by the minute: more of them, all through the call. */
const ROUNDS = ON_GPU ? { mlp: 2, cnn: 2 } : { mlp: 6, cnn: 2 }

const models = namesOf('models', KNOWN.models)
const precisions = namesOf('precisions', KNOWN.precisions)
const wanted = namesOf('systems', KNOWN.systems)
const given = options.rounds === undefined ? undefined : Number(options.rounds)
if (given !== undefined && !(Number.isInteger(given) && given > 0))
  throw new Error(`--rounds: "${options.rounds}" is no number of rounds`)
const say = (text: string): void => void process.stderr.write(`${text}\n`)

const python = await preparePeers(path.join(root, '.toolchain/bench'), wanted, say)
const systems = allSystems({ python, dataFolder, images: IMAGES, epochs: EPOCHS }).filter(
  ({ name, precision }) =>
    wanted.some((system) => system === name.split(' ')[0]) && precisions.includes(precision),
)

type Measured = { system: string; model: ModelName; precision: PrecisionName }
const measured = new Map<string, Measured & { speeds: number[] }>()
const failed = new Map<string, Measured & { reason: string }>()
const peaks = new Map<PrecisionName, number[]>(KNOWN.precisions.map((precision) => [precision, []]))
const rounds = (model: ModelName): number => given ?? ROUNDS[model]
const mostRounds = Math.max(...models.map(rounds))
/** A model with fewer rounds takes part in rounds that lie as far apart as they can. */
const takesPart = (model: ModelName, round: number): boolean =>
  (round * rounds(model)) % mostRounds < rounds(model)
for (let round = 1; round <= mostRounds; round++) {
  for (const [precision, seen] of peaks) {
    const program = path.join(import.meta.dirname, 'atelier-peak.ts')
    seen.push(...(await numbersOf([process.execPath, program, precision], 'gigaflops')))
    say(`round ${round}: matrix product ${precision} ${seen.at(-1)?.toFixed(0)} GFLOP/s`)
  }
  for (const model of models.filter((each) => takesPart(each, round)))
    for (const { name, precision, command, models: fitting } of systems) {
      const key = `${model} ${name} ${precision}`
      if (!fitting.includes(model) || failed.has(key)) continue
      try {
        const speeds = (await numbersOf(command(model), 'imagesPerSecond')).slice(1)
        const entry = measured.get(key) ?? { system: name, model, precision, speeds: [] }
        entry.speeds.push(...speeds)
        measured.set(key, entry)
        say(`round ${round}: ${key} ${speeds.map((speed) => speed.toFixed(0)).join(' ')} images/s`)
      } catch (error) {
        if (!(error instanceof ProgramFailed) || name === 'atelier') throw error
        const [said] = /(?<=^Message: ).*$/m.exec(error.errors) ?? /^\w*Error: .*$/m.exec(error.errors) ?? []
        const reason = said ?? error.message
        failed.set(key, { system: name, model, precision, reason })
        say(`round ${round}: ${key} cannot be measured: ${reason}`)
      }
    }
}

const results = [...measured.values()].map(({ speeds, ...entry }) => ({
  ...entry,
  imagesPerSecond: median(speeds),
  slowestEpoch: Math.min(...speeds),
  fastestEpoch: Math.max(...speeds),
}))
const ratios = models.flatMap((model) =>
  precisions.flatMap((precision) => {
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
const peak = Object.fromEntries([...peaks].map(([precision, seen]) => [precision, median(seen)]))
const peakShares = results
  .filter(({ system }) => system === 'atelier')
  .map(({ model, precision, imagesPerSecond }) => {
    const gigaflops = (imagesPerSecond * flopsPerImage(modelOf(model))) / 1e9
    return { model, precision, gigaflops, share: gigaflops / (peak[precision] ?? Number.NaN) }
  })
const machine = ON_GPU ? gpuName() : `${cpus()[0]?.model.trim() ?? ''}, ${cpus().length} cores`
const [load = 0] = loadavg()

if (options.json) {
  const report = { results, ratios, peak, peakShares, failed: [...failed.values()], machine, load }
  process.stdout.write(`${JSON.stringify(report, null, 1)}\n`)
} else printTables()

/** @throws naming what is not known: it would be missing from the tables without a word */
function namesOf<Name extends string>(option: keyof typeof KNOWN, known: readonly Name[]): readonly Name[] {
  return options[option].split(',').map((asked) => {
    const name = known.find((each) => each === asked)
    if (name === undefined) throw new Error(`--${option}: "${asked}" is none of ${known.join(', ')}`)
    return name
  })
}

function printTables(): void {
  const line = (text = ''): void => void process.stdout.write(`${text}\n`)
  line(
    `\n${machine}, load ${load.toFixed(1)}, batch 64, images per second (median; slowest and fastest epoch)\n`,
  )
  for (const { model, precision, system, imagesPerSecond, slowestEpoch, fastestEpoch } of results) {
    const [middle, slowest, fastest] = [imagesPerSecond, slowestEpoch, fastestEpoch].map((speed) =>
      speed.toFixed(0).padStart(8),
    )
    line(`${model.padEnd(5)}${precision.padEnd(10)}${system.padEnd(30)}${middle}${slowest}${fastest}`)
  }
  for (const { model, system, reason } of failed.values()) line(`${model.padEnd(5)}${system}: ${reason}`)
  line()
  for (const { model, precision, ratio, fastestPeer } of ratios)
    line(`${model} ${precision}: ${ratio.toFixed(2)} times ${fastestPeer}`)
  line()
  for (const [precision, speed] of Object.entries(peak))
    line(`matrix product ${precision}: ${speed.toFixed(0)} GFLOP/s`)
  for (const { model, precision, gigaflops, share } of peakShares)
    line(`${model} ${precision}: ${gigaflops.toFixed(0)} GFLOP/s, ${(share * 100).toFixed(0)} % of that`)
}

function modelOf(preset: string) {
  return unwrap(parseTraining({ model: { preset }, seed: 1 }, fashionMnist)).model
}

function gpuName(): string {
  return execFileSync('nvidia-smi', ['--query-gpu=name', '--format=csv,noheader'], {
    encoding: 'utf8',
  }).trim()
}
