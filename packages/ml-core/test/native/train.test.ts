import { beforeAll, describe, expect, it } from 'vitest'
import { TrainingDiverged } from '../../src/runtime/diverged.ts'
import { train } from '../../src/runtime/train.ts'
import {
  findDataset,
  parseTraining,
  type TrainingEvent,
  type TrainingInput,
  unwrap,
} from '../../src/spec/index.ts'
import { dataFolder } from './data-folder.ts'
import { dataset } from './dataset.ts'

const info = findDataset('fashion-mnist')
if (!info) throw new Error('the catalogue has Fashion-MNIST')
const specOf = (input: Partial<TrainingInput> = {}) =>
  unwrap(parseTraining({ model: { preset: 'mlp' }, epochs: 2, trainLimit: 640, seed: 7, ...input }, info))

async function eventsOf(input: Partial<TrainingInput> = {}, signal?: AbortSignal): Promise<TrainingEvent[]> {
  const events: TrainingEvent[] = []
  for await (const event of train(specOf(input), { dataFolder, dataset, ...(signal ? { signal } : {}) }))
    events.push(event)
  return events
}

const epochsOf = (events: readonly TrainingEvent[]) =>
  events.flatMap((event) => (event.type === 'epochCompleted' ? [event] : []))
const sum = (rows: readonly (readonly number[])[]) => rows.flat().reduce((total, count) => total + count, 0)

/** The training of most tests below. */
let whole: readonly TrainingEvent[]
beforeAll(async () => {
  whole = await eventsOf()
})

describe('a training', () => {
  it('reads its data set itself where it is given none', async () => {
    const spec = specOf({ epochs: 1 })
    const given = epochsOf(whole).slice(0, 1)
    const read: TrainingEvent[] = []
    for await (const event of train(spec, { dataFolder })) read.push(event)
    expect(epochsOf(read).map(({ batchLoss }) => batchLoss)).toEqual(given.map(({ batchLoss }) => batchLoss))
  })

  it('tells its layers first, then every epoch, the evaluation, and that it is finished', () => {
    const types = whole.map(({ type }) => type).filter((type) => type !== 'stepProgress')
    expect(types).toEqual([
      'layersSummarized',
      'epochCompleted',
      'epochCompleted',
      'evaluationCompleted',
      'finished',
    ])
    expect(whole.at(-1)).toEqual({ type: 'finished', reason: 'completed' })
    const [first, second] = epochsOf(whole)
    if (!first || !second) throw new Error('there were two epochs')
    expect([first.epoch, first.firstStep, first.batchLoss.length]).toEqual([1, 1, 10])
    expect([second.epoch, second.firstStep, second.batchLoss.length]).toEqual([2, 11, 10])
    expect(second.loss).toBeLessThan(first.loss)
    const mean = first.batchLoss.reduce((total, loss) => total + loss, 0) / 10
    expect(first.loss).toBeCloseTo(mean, 5)
  })

  it('judges all 10,000 test images, and its matrix, predictions and accuracy agree', () => {
    const evaluation = whole.flatMap((event) =>
      event.type === 'evaluationCompleted' ? [event.evaluation] : [],
    )[0]
    if (!evaluation) throw new Error('there was an evaluation')
    const { predictions } = evaluation
    expect([evaluation.split, evaluation.examples, predictions.predicted.length]).toEqual([
      'test',
      10_000,
      10_000,
    ])
    expect(sum(predictions.confusionMatrix)).toBe(10_000)
    const correct = predictions.predicted.filter(
      (prediction, index) => prediction === predictions.actual[index],
    ).length
    expect(evaluation.accuracy).toBe(correct / 10_000)
    expect(predictions.confidence.every((share) => share > 0.0999 && share <= 1.0001)).toBe(true)
    for (const row of predictions.confusionMatrix)
      expect(row.reduce((total, count) => total + count, 0)).toBe(1_000)
  })

  it('repeats exactly with its seed, dropout and shuffles included, and differs with another', async () => {
    const figures = (events: readonly TrainingEvent[]) =>
      epochsOf(events).map(({ batchLoss, validationLoss }) => ({ batchLoss, validationLoss }))
    const [again, other] = [await eventsOf(), await eventsOf({ seed: 8 })]
    expect(figures(again)).toEqual(figures(whole))
    expect(figures(other)).not.toEqual(figures(whole))
  })

  it('validates on the last of the training images where a split is given, and still evaluates the test set', async () => {
    const events = await eventsOf({ validationSplit: 0.25, epochs: 1 })
    const [epoch] = epochsOf(events)
    expect(epoch?.validation).toMatchObject({ split: 'validation', firstExample: 480 })
    expect(epoch?.validation.predicted.length).toBe(160)
    expect(epoch?.batchLoss.length).toBe(8)
    expect(events.at(-2)).toMatchObject({
      type: 'evaluationCompleted',
      evaluation: { split: 'test', examples: 10_000 },
    })
  })

  it('uses a last batch that is not full', async () => {
    const [epoch] = epochsOf(await eventsOf({ trainLimit: 100, epochs: 1 }))
    expect(epoch?.batchLoss.length).toBe(2)
  })

  it('learns in bfloat16 as well', async () => {
    const [first, second] = epochsOf(await eventsOf({ precision: 'bfloat16' }))
    expect(second?.loss).toBeLessThan(first?.loss ?? 0)
    expect(second?.validationAccuracy).toBeGreaterThan(0.3)
  })

  it('stops where it is when it is told to, and says so', async () => {
    const stop = new AbortController()
    const events: TrainingEvent[] = []
    for await (const event of train(specOf({ epochs: 1000 }), { dataFolder, dataset, signal: stop.signal })) {
      events.push(event)
      if (event.type === 'epochCompleted') stop.abort()
    }
    expect(epochsOf(events)).toHaveLength(1)
    expect(events.at(-1)).toEqual({ type: 'finished', reason: 'stopped' })
  })

  it('names a loss that is no number any more, and where it became so', async () => {
    const hidden = Array.from({ length: 6 }, () => ({ type: 'Dense', units: 64, activation: 'relu' }))
    const layers = [...hidden, { type: 'Dense', units: 10, activation: 'softmax' }]
    const events = eventsOf({ model: { layers }, optimizer: { learningRate: 1000 }, epochs: 20 })
    await expect(events).rejects.toThrow(TrainingDiverged)
    await expect(events).rejects.toThrow(
      /^the loss became (NaN|Infinity) at step \d+ of epoch \d+: the training diverged/,
    )
  })

  it('names a data set file that is not there', async () => {
    const nowhere = train(specOf(), { dataFolder: '/nowhere' })
    await expect(async () => {
      for await (const event of nowhere) expect(event.type).toBe('layersSummarized')
    }).rejects.toThrow(
      '/nowhere/datasets/fashion-mnist/train-images-idx3-ubyte.gz is missing: run "npm run setup"',
    )
  })
})
