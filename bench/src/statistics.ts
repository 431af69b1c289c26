import { parseArgs } from 'node:util'
import { parseTraining, type TrainingEvent, train, unwrap } from '@atelier/ml-core'
import { inOwnProcesses } from './own-processes.ts'
import { dataFolder, fashionMnist, median } from './setting.ts'

/**
 * What the layers' statistics cost: two equal trainings in one process, one with them and one without, take turns epoch
 * by epoch. The first epoch of each warms up and does not count.
 */
const { values: options } = parseArgs({
  options: {
    models: { type: 'string', default: 'mlp,cnn' },
    precisions: { type: 'string', default: 'float32,bfloat16' },
    epochs: { type: 'string', default: '4' },
    json: { type: 'boolean', default: false },
  },
})

const BATCH = 64
/** Images of a whole epoch, to whose length the cost is compared. */
const WHOLE = 60_000
/** Images an epoch here, whole batches: the MLP's whole epoch; of the CNN's some minutes. */
const IMAGES: Readonly<Record<string, number>> = { mlp: 937 * BATCH, cnn: 20 * BATCH }

const say = (text: string): void => void process.stderr.write(`${text}\n`)

type Epoch = Extract<TrainingEvent, { type: 'epochCompleted' }>
type Result = {
  readonly model: string
  readonly precision: string
  readonly images: number
  readonly secondsWith: number
  readonly secondsWithout: number
  /** What an epoch takes longer with statistics, as a share of one without. */
  readonly share: number
  readonly stepMilliseconds: number
  /** What the last step takes longer than the others; and what it took at its first time. */
  readonly extraMilliseconds: number
  readonly firstMilliseconds: number
  /** The extra time of the one step as a share of a whole epoch's. */
  readonly shareOfWholeEpoch: number
}

if (inOwnProcesses('--models', options.models.split(','))) process.exit()
const results: Result[] = []
for (const model of options.models.split(','))
  for (const precision of options.precisions.split(',')) results.push(await measure(model, precision))

if (options.json) process.stdout.write(`${JSON.stringify({ results }, null, 1)}\n`)
else
  for (const result of results)
    process.stdout.write(
      [
        `${result.model} ${result.precision}, ${result.images} images an epoch:`,
        `  an epoch ${result.secondsWithout.toFixed(2)} s without, ${result.secondsWith.toFixed(2)} s with: ${percent(result.share)}`,
        `  a step ${result.stepMilliseconds.toFixed(1)} ms, the last one ${result.extraMilliseconds.toFixed(1)} ms more (the first time ${result.firstMilliseconds.toFixed(0)} ms): ${percent(result.shareOfWholeEpoch)} of ${WHOLE} images\n`,
      ].join('\n'),
    )

async function measure(model: string, precision: string): Promise<Result> {
  const images = IMAGES[model] ?? 100 * BATCH
  const trainings = [true, false].map((layerStatistics) => {
    const epochs: Epoch[] = []
    return {
      layerStatistics,
      epochs,
      events: train(specOf(model, precision, images), { dataFolder, layerStatistics }),
    }
  })
  for (let epoch = 0; epoch <= Number(options.epochs); epoch++)
    for (const { epochs, events, layerStatistics } of trainings) {
      const done = await nextEpoch(events)
      epochs.push(done)
      say(
        `${model} ${precision} epoch ${epoch}: ${done.seconds.toFixed(2)} s ${layerStatistics ? 'with' : 'without'}`,
      )
    }
  for (const { events } of trainings) await events.return()
  const [withThem = [], without = []] = trainings.map(({ epochs }) => epochs)
  const seconds = (epochs: readonly Epoch[]) => median(epochs.slice(1).map((epoch) => epoch.seconds))
  const steps = withThem.map((epoch) =>
    [...epoch.batchExamplesPerSecond].map((speed) => (BATCH / speed) * 1000),
  )
  const extras = steps.map((times) => (times.at(-1) ?? 0) - median(times.slice(0, -1)))
  const [secondsWith, secondsWithout, extra] = [seconds(withThem), seconds(without), median(extras.slice(1))]
  return {
    ...{ model, precision, images, secondsWith, secondsWithout },
    share: secondsWith / secondsWithout - 1,
    stepMilliseconds: median(steps.slice(1).flatMap((times) => times.slice(0, -1))),
    extraMilliseconds: extra,
    firstMilliseconds: extras[0] ?? 0,
    shareOfWholeEpoch: extra / 1000 / ((secondsWithout / images) * WHOLE),
  }
}

/** One image is held back, so that the validation after each epoch costs nothing. */
function specOf(model: string, precision: string, images: number) {
  const validationSplit = 0.5 / (images + 1)
  const input = { model: { preset: model }, precision, trainLimit: images + 1, validationSplit }
  return unwrap(parseTraining({ ...input, batchSize: BATCH, epochs: 1000, seed: 1 }, fashionMnist))
}

async function nextEpoch(events: AsyncGenerator<TrainingEvent>): Promise<Epoch> {
  for (;;) {
    const { value, done } = await events.next()
    if (done) throw new Error('the training ended early')
    if (value.type === 'epochCompleted') return value
  }
}

function percent(share: number): string {
  return `${(share * 100).toFixed(2)} %`
}
