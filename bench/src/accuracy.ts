import { parseArgs } from 'node:util'
import { parseTraining, train, unwrap } from '@atelier/ml-core'
import { inOwnProcesses } from './own-processes.ts'
import { dataFolder, fashionMnist, median } from './setting.ts'

/**
 * Seconds to the report's accuracies: every fast preset trains with several seeds, its test accuracy is read after each
 * epoch (it reports, it chooses nothing), and the report's own recipe is extrapolated from epochs measured beside it.
 */
const { values: options } = parseArgs({
  options: {
    presets: { type: 'string', default: 'mlp-fast,cnn-fast' },
    seeds: { type: 'string', default: '5' },
    json: { type: 'boolean', default: false },
  },
})

type Contest = {
  /** Test accuracy that the report reached with `recipe` after its 50 epochs. */
  readonly target: number
  readonly recipe: 'mlp' | 'cnn'
  /** Images of the measured epochs of the report's recipe: its speed does not depend on how many there are. */
  readonly images: number
}
const CONTESTS: Readonly<Record<string, Contest>> = {
  'mlp-fast': { target: 0.884, recipe: 'mlp', images: 60_000 },
  'cnn-fast': { target: 0.9295, recipe: 'cnn', images: 1920 },
  'cnn-best': { target: 0.9295, recipe: 'cnn', images: 1920 },
}
const REPORT_EPOCHS = 50

const say = (text: string): void => void (options.json ? process.stderr : process.stdout).write(`${text}\n`)

const percent = (share: number): string => `${(share * 100).toFixed(2)} %`

type Run = {
  readonly seed: number
  /** Test accuracy after the last epoch. */
  readonly accuracy: number
  /** Seconds of training steps, without evaluation. */
  readonly trainingSeconds: number
  /** Seconds of training steps up to the first epoch whose test accuracy reaches the target; null where none does. */
  readonly secondsToTarget: number | null
  /** Seconds from the call to the end, with data, compilation and all evaluations. */
  readonly wallSeconds: number
}

if (inOwnProcesses('--presets', options.presets.split(','))) process.exit()
const results = []
for (const preset of options.presets.split(',')) {
  const contest = CONTESTS[preset]
  if (!contest) throw new Error(`no target for the preset "${preset}": ${Object.keys(CONTESTS).join(', ')}`)
  const runs: Run[] = []
  for (let seed = 1; seed <= Number(options.seeds); seed++) {
    const run = await measure(preset, seed, contest.target)
    runs.push(run)
    say(
      `${preset} seed ${seed}: ${percent(run.accuracy)} after ${run.trainingSeconds.toFixed(1)} s of training (${run.wallSeconds.toFixed(1)} s in all), ${
        run.secondsToTarget === null
          ? 'target not reached'
          : `target after ${run.secondsToTarget.toFixed(1)} s`
      }`,
    )
  }
  const reached = runs.map((run) => run.secondsToTarget ?? Number.POSITIVE_INFINITY)
  const reportSeconds = REPORT_EPOCHS * (await secondsPerEpoch(contest))
  const seconds = median(reached)
  results.push({
    ...{ preset, target: contest.target, runs },
    medianAccuracy: median(runs.map((run) => run.accuracy)),
    medianSecondsToTarget: Number.isFinite(seconds) ? seconds : null,
    reportRecipe: { preset: contest.recipe, epochs: REPORT_EPOCHS, extrapolatedSeconds: reportSeconds },
    timesFaster: Number.isFinite(seconds) ? reportSeconds / seconds : null,
  })
  say(
    `${preset}: median ${percent(median(runs.map((run) => run.accuracy)))}; target ${percent(contest.target)} reached by ${
      runs.filter((run) => run.secondsToTarget !== null).length
    } of ${runs.length}, median ${seconds.toFixed(1)} s; the report's ${contest.recipe} needs ${reportSeconds.toFixed(0)} s for its ${REPORT_EPOCHS} epochs here (${(reportSeconds / seconds).toFixed(0)} times as long)\n`,
  )
}
if (options.json) process.stdout.write(`${JSON.stringify({ results }, null, 1)}\n`)

async function measure(preset: string, seed: number, target: number): Promise<Run> {
  const spec = unwrap(parseTraining({ model: { preset }, seed }, fashionMnist))
  const started = performance.now()
  let [trainingSeconds, accuracy] = [0, 0]
  let secondsToTarget: number | null = null
  for await (const event of train(spec, { dataFolder })) {
    if (event.type === 'evaluationCompleted') accuracy = event.evaluation.accuracy
    if (event.type !== 'epochCompleted') continue
    trainingSeconds += event.seconds
    if (event.validationAccuracy >= target) secondsToTarget ??= trainingSeconds
  }
  const wallSeconds = (performance.now() - started) / 1000
  return { seed, accuracy, trainingSeconds, secondsToTarget, wallSeconds }
}

/** Seconds that an epoch of the report's recipe takes: measured on the second epoch, at its images per second. */
async function secondsPerEpoch({ recipe, images }: Contest): Promise<number> {
  const spec = unwrap(
    parseTraining(
      { model: { preset: recipe }, epochs: 2, trainLimit: images, validationSplit: 0.01, seed: 1 },
      fashionMnist,
    ),
  )
  const stop = new AbortController()
  let imagesPerSecond = 0
  for await (const event of train(spec, { dataFolder, signal: stop.signal })) {
    if (event.type !== 'epochCompleted') continue
    imagesPerSecond = event.examplesPerSecond
    if (event.epoch === spec.epochs) stop.abort()
  }
  return fashionMnist.trainCount / imagesPerSecond
}
