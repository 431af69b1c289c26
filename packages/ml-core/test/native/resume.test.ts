import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  CheckpointRefused,
  TrainingControl,
  type TrainingEvent,
  type TrainOptions,
  train,
} from '../../src/index.ts'
import { dataFolder } from './data-folder.ts'
import { dataset } from './dataset.ts'
import { History, smallInput, specOf, variablesIn } from './small-training.ts'

let root = ''
let folders = 0
const newFolder = (): string => path.join(root, String(++folders))
const lastOf = (folder: string, epoch: number): string =>
  path.join(folder, `epoch-${String(epoch).padStart(4, '0')}.safetensors`)

type Input = Partial<typeof smallInput>
type Options = Omit<TrainOptions, 'dataFolder'>

/** Trains until `until` holds of an event; what follows it is lost, as if the process had died there. */
async function run(
  input: Input,
  options: Options,
  history = new History(),
  until: (event: TrainingEvent, events: readonly TrainingEvent[]) => boolean = () => false,
): Promise<{ events: TrainingEvent[]; history: History }> {
  const events: TrainingEvent[] = []
  const all: TrainOptions = { dataFolder, dataset, layerStatistics: false, ...options }
  for await (const event of train(specOf({ ...smallInput, ...input }), all)) {
    events.push(event)
    history.add(event)
    if (until(event, events)) break
  }
  return { events, history }
}

/** Trains to the end and does something at some of the events. */
const runWith = (input: Input, options: Options, act: (event: TrainingEvent) => void) =>
  run(input, options, new History(), (event) => {
    act(event)
    return false
  })

const typesOf = (events: readonly TrainingEvent[]) =>
  events.map(({ type }) => type).filter((type) => type !== 'stepProgress' && type !== 'checkpointSaved')
const find = <T extends TrainingEvent['type']>(events: readonly TrainingEvent[], type: T) =>
  events.find((event): event is Extract<TrainingEvent, { type: T }> => event.type === type)

/** The small training as nothing interrupts it, and its checkpoints. */
let whole: { readonly folder: string; readonly history: History }
const copyOfWhole = (): string => {
  const folder = newFolder()
  cpSync(whole.folder, folder, { recursive: true })
  return folder
}

beforeAll(async () => {
  root = mkdtempSync(path.join(tmpdir(), 'atelier-resume-'))
  const folder = newFolder()
  const { history } = await run({}, { checkpoints: { folder, keepEpochs: { every: 1 } } })
  whole = { folder, history }
})
afterAll(() => rmSync(root, { recursive: true }))

describe('a training that was interrupted', () => {
  it('ends with the same history and weights', async () => {
    const [folder, history] = [newFolder(), new History()]
    const options = { checkpoints: { folder, everySeconds: 0 }, resume: true }
    // Within the first epoch, then within the second or third.
    for (const saved of [2, 7])
      await run({}, options, history, (_, events) => {
        return events.filter(({ type }) => type === 'checkpointSaved').length === saved
      })
    const { events } = await run({}, options, history)
    expect(find(events, 'resumedFrom')?.epoch).toBeGreaterThan(1)
    expect(history).toEqual(whole.history)
    expect(variablesIn(lastOf(folder, 4))).toEqual(variablesIn(lastOf(whole.folder, 4)))
  })

  it('does so in bfloat16, and with statistics of the layers', async () => {
    const input: Input = { precision: 'bfloat16', epochs: 2 }
    const reference = newFolder()
    const { history: expected } = await run(input, {
      ...{ checkpoints: { folder: reference }, layerStatistics: true },
    })
    const [folder, history] = [newFolder(), new History()]
    const options = { checkpoints: { folder, everySeconds: 0 }, resume: true, layerStatistics: true }
    await run(input, options, history, ({ type }) => type === 'checkpointSaved')
    await run(input, options, history)
    expect(history).toEqual(expected)
    expect(variablesIn(lastOf(folder, 2))).toEqual(variablesIn(lastOf(reference, 2)))
  })

  it('goes on with what the schedule, early stopping and the best weights had seen', async () => {
    const watched = { monitor: 'loss', minDelta: 1000 }
    const input: Input = {
      learningRateSchedule: { type: 'ReduceLROnPlateau', settings: { ...watched, patience: 1 } },
      earlyStopping: { ...watched, patience: 3, restoreBestWeights: true },
      epochs: 9,
    }
    const reference = await run(input, {})
    const [folder, history] = [newFolder(), new History()]
    const options = { checkpoints: { folder }, resume: true }
    await run(input, options, history, (event) => event.type === 'epochCompleted' && event.epoch === 3)
    const { events } = await run(input, options, history)
    expect(find(events, 'resumedFrom')).toMatchObject({ epoch: 2, step: 5 })
    expect(typesOf(events)).toEqual([
      ...['layersSummarized', 'resumedFrom', 'epochCompleted', 'epochCompleted', 'earlyStopped'],
      ...['bestWeightsRestored', 'evaluationCompleted', 'finished'],
    ])
    expect(find(events, 'earlyStopped')).toEqual({ type: 'earlyStopped', epoch: 4, bestEpoch: 1 })
    expect(find(events, 'evaluationCompleted')?.evaluation.epoch).toBe(1)
    expect(history).toEqual(reference.history)
    const rates = [...history.epochs.values()].map((epoch) => 'learningRate' in epoch && epoch.learningRate)
    expect(rates).toEqual([0.001, 0.001, 1e-4, 1e-5].map((rate) => expect.closeTo(rate, 9)))
  })

  it('tells again what its keeper has not recorded', async () => {
    const options = { checkpoints: { folder: copyOfWhole() }, resume: { recordedEpochs: 2 } }
    const { events, history } = await run({}, options)
    expect(find(events, 'resumedFrom')).toMatchObject({ epoch: 2, step: 5 })
    expect([...history.epochs]).toEqual([...whole.history.epochs].slice(2))
  })

  it('uses the checkpoint before one that is torn, says so, and sets the torn one aside', async () => {
    const folder = copyOfWhole()
    const [torn, empty] = [lastOf(folder, 4), lastOf(folder, 3)]
    writeFileSync(torn, readFileSync(torn).subarray(0, 5000))
    writeFileSync(empty, '')
    const { events, history } = await run({}, { checkpoints: { folder }, resume: true })
    expect(typesOf(events).slice(0, 4)).toEqual([
      ...['layersSummarized', 'checkpointRefused', 'checkpointRefused', 'resumedFrom'],
    ])
    expect(find(events, 'checkpointRefused')).toEqual({
      ...{ type: 'checkpointRefused', path: torn },
      reason: 'its checksum does not fit: it is damaged or cut short',
    })
    expect(find(events, 'resumedFrom')).toMatchObject({ epoch: 2 })
    expect([...history.epochs]).toEqual([...whole.history.epochs].slice(2))
    expect(readdirSync(folder)).toEqual(
      expect.arrayContaining([3, 4].map((epoch) => `epoch-000${epoch}.safetensors.refused`)),
    )
  })

  it('takes no other training for its own, and overwrites none', async () => {
    const { folder } = whole
    const refusal = run({ seed: 12 }, { checkpoints: { folder }, resume: true })
    await expect(refusal).rejects.toThrow(CheckpointRefused)
    await expect(refusal).rejects.toThrow(
      `the checkpoint ${lastOf(folder, 4)} cannot be used: it is of another training: its seed is 11, not 12`,
    )
    const unrecorded = run({ seed: 12 }, { checkpoints: { folder }, resume: { recordedEpochs: 0 } })
    await expect(unrecorded).rejects.toThrow(CheckpointRefused)
    await expect(run({}, { checkpoints: { folder } })).rejects.toThrow(
      `${folder} holds the checkpoints of a training: resume it, or name another folder`,
    )
  })

  it('loses nothing where its checkpoints cannot be written, tells why, and writes the last one once it can', async () => {
    const folder = newFolder()
    const { events } = await runWith({ epochs: 2 }, { checkpoints: { folder } }, (event) => {
      if (event.type === 'stepProgress') rmSync(folder, { recursive: true, force: true })
      if (event.type === 'checkpointFailed' && event.epoch === 2) mkdirSync(folder)
    })
    const failed = events.flatMap((event) => (event.type === 'checkpointFailed' ? [event] : []))
    expect(failed).toMatchObject([
      { epoch: 1, reason: expect.stringContaining('ENOENT') },
      { epoch: 2, reason: expect.stringContaining('ENOENT') },
    ])
    expect(find(events, 'checkpointSaved')).toMatchObject({ epoch: 2, path: lastOf(folder, 2) })
    expect(events.at(-1)).toEqual({ type: 'finished', reason: 'completed' })
  })

  it('removes none that somebody else needs, does not wait for the answer, and asks again', async () => {
    const folder = newFolder()
    const asked: (readonly number[])[] = []
    const whileAsked: string[] = []
    const first = Promise.withResolvers<readonly number[]>()
    const mayRemove = async (epochs: readonly number[]) => {
      asked.push(epochs)
      return asked.length === 1 ? first.promise : epochs.filter((epoch) => epoch !== 2)
    }
    const keepEpochs = { newest: 1 }
    await runWith({ epochs: 6 }, { checkpoints: { folder, keepEpochs, mayRemove } }, (event) => {
      if (event.type !== 'checkpointSaved' || event.epoch !== 4) return
      whileAsked.push(...readdirSync(folder))
      first.resolve([])
    })
    for (const epoch of [1, 2, 3, 4]) expect(whileAsked).toContain(`epoch-000${epoch}.safetensors`)
    const left = readdirSync(folder)
    expect(left).toContain('epoch-0002.safetensors')
    expect(left).not.toContain('epoch-0001.safetensors')
    expect(asked.length).toBeGreaterThan(1)
    for (const epochs of asked.slice(1)) expect(epochs).toContain(2)
  })

  it('keeps what is saved while an answer is on its way', async () => {
    const folder = newFolder()
    const mayRemove = async (epochs: readonly number[]) => {
      await sleep(Math.random() * 30)
      return epochs
    }
    const checkpoints = { folder, keepEpochs: { newest: 2, every: 5 }, mayRemove }
    await run({ epochs: 60, earlyStopping: { monitor: 'loss', patience: 60 } }, { checkpoints })
    const left = readdirSync(folder)
    for (const epoch of [5, 10, 15, 20, 25, 30, 35, 40, 45, 50, 55, 59, 60])
      expect(left).toContain(`epoch-00${String(epoch).padStart(2, '0')}.safetensors`)
  })

  it('calls none failed that is saved where only another one cannot be removed', async () => {
    const folder = newFolder()
    const { events } = await runWith({ epochs: 1 }, { checkpoints: { folder } }, ({ type }) => {
      if (type === 'stepProgress') mkdirSync(lastOf(folder, 9), { recursive: true })
    })
    expect(find(events, 'checkpointSaved')).toMatchObject({ epoch: 1, path: lastOf(folder, 1) })
    expect(find(events, 'oldCheckpointsKept')?.reason).toContain(lastOf(folder, 9))
    expect(find(events, 'checkpointFailed')).toBeUndefined()
  })
})

describe('a training that is steered', () => {
  it('pauses between two steps, with everything saved, and goes on to the same end', async () => {
    const control = new TrainingControl()
    const folder = newFolder()
    const { events, history } = await runWith({}, { control, checkpoints: { folder } }, (event) => {
      if (event.type === 'epochCompleted' && event.epoch === 1) control.pause()
      if (event.type !== 'paused') return
      expect(readdirSync(folder)).toEqual(['epoch-0001.safetensors'])
      control.resume()
    })
    expect(find(events, 'paused')).toEqual({ type: 'paused', epoch: 2, step: 0 })
    expect(find(events, 'resumed')).toEqual({ type: 'resumed', epoch: 2, step: 0 })
    expect(history).toEqual(whole.history)
  })

  it('takes orders while it is paused, keeps them when it is stopped there, and goes on by them', async () => {
    const control = new TrainingControl()
    const folder = newFolder()
    control.pause()
    const { events } = await runWith({}, { control, checkpoints: { folder } }, ({ type }) => {
      if (type === 'paused') {
        control.setLearningRate(0.005)
        control.setEpochs(2)
      }
      if (type === 'steered') control.stop()
    })
    expect(typesOf(events)).toEqual(['layersSummarized', 'paused', 'steered', 'finished'])
    expect(find(events, 'steered')).toEqual({
      ...{ type: 'steered', epoch: 1, step: 0, learningRate: 0.005, epochs: 2 },
    })
    expect(events.at(-1)).toEqual({ type: 'finished', reason: 'stopped' })
    const { history } = await run({}, { checkpoints: { folder }, resume: true })
    expect([...history.epochs.keys()]).toEqual([1, 2])
    const optimizer = { ...smallInput.optimizer, learningRate: 0.005 }
    expect(history).toEqual((await run({ optimizer, epochs: 2 }, {})).history)
  })

  it('is stopped and paused within an epoch, and resumed as if it had not been', async () => {
    // 300 steps an epoch: a timer strikes long before they are done.
    const input: Input = { batchSize: 1, epochs: 2 }
    const folder = newFolder()
    const control = new TrainingControl()
    const options = { checkpoints: { folder, everySeconds: 1000 }, resume: true }
    const first = await runWith(input, { ...options, control }, (event) => {
      if (event.type === 'epochCompleted') control.pause()
      if (event.type === 'paused') control.resume()
      if (event.type === 'resumed') setTimeout(() => (event.step === 0 ? control.pause() : control.stop()), 0)
    })
    const stepsOf = (type: 'paused' | 'checkpointSaved') =>
      first.events.flatMap((event) => (event.type === type && event.epoch === 2 ? [event.step] : []))
    const [atOnce, later = 0] = stepsOf('paused')
    expect([atOnce, later > 0]).toEqual([0, true])
    expect(stepsOf('checkpointSaved')).toEqual([later, expect.any(Number)])
    const { events, history } = await run(input, options, first.history)
    expect(find(events, 'resumedFrom')).toMatchObject({ epoch: 2, step: stepsOf('checkpointSaved')[1] })
    expect(history).toEqual((await run(input, {})).history)
  })

  it('takes a new learning rate at the next step, and ends with the epoch that has just ended when told fewer', async () => {
    const control = new TrainingControl()
    const input: Input = { learningRateSchedule: { type: 'Constant' } }
    const { events, history } = await runWith(input, { control }, (event) => {
      if (event.type !== 'epochCompleted') return
      if (event.epoch === 1) control.setLearningRate(0.25)
      if (event.epoch === 2) control.setEpochs(1)
    })
    expect(events.filter(({ type }) => type === 'steered')).toEqual([
      { type: 'steered', epoch: 2, step: 0, learningRate: 0.25 },
      { type: 'steered', epoch: 2, step: 5, epochs: 2 },
    ])
    const rates = [0.001, 0.25].map((learningRate) => ({ learningRate }))
    expect([...history.epochs.values()]).toMatchObject(rates)
    expect(history.epochs.size).toBe(2)
  })

  it('takes orders given while an epoch is validated at its end, and tells of them once they are saved', async () => {
    const control = new TrainingControl()
    const folder = newFolder()
    const input: Input = { learningRateSchedule: { type: 'Constant' }, epochs: 1 }
    const { events } = await run(input, { control, checkpoints: { folder } }, new History(), (event) => {
      if (event.type === 'stepProgress' && event.step === event.stepsPerEpoch) {
        control.pause()
        control.setLearningRate(0.25)
      }
      if (event.type === 'paused') {
        control.setEpochs(2)
        setTimeout(() => control.resume(), 0)
      }
      return event.type === 'steered'
    })
    expect(typesOf(events).slice(1)).toEqual(['paused', 'resumed', 'epochCompleted', 'steered'])
    expect(find(events, 'paused')).toEqual({ type: 'paused', epoch: 1, step: 5 })
    expect(events.at(-1)).toEqual({ type: 'steered', epoch: 2, step: 0, learningRate: 0.25, epochs: 2 })
    const { history } = await run(input, { checkpoints: { folder }, resume: true })
    expect([...history.epochs]).toMatchObject([[2, { learningRate: 0.25 }]])
  })

  it('refuses a learning rate that its schedule would not look at, and says so', async () => {
    const control = new TrainingControl()
    const settings = { boundaries: [1], values: [0.002, 0.001] }
    const learningRateSchedule = { type: 'PiecewiseConstantDecay', settings }
    control.setLearningRate(0.25)
    const { events, history } = await run({ learningRateSchedule, epochs: 1 }, { control })
    expect(typesOf(events)[1]).toBe('orderRefused')
    expect(find(events, 'orderRefused')).toMatchObject({
      ...{ epoch: 1, step: 0, reason: /^a PiecewiseConstantDecay names its learning rates itself/ },
    })
    expect([...history.epochs.values()]).toMatchObject([{ learningRate: 0.002 }])
  })

  it('counts the reductions of a plateau anew from a learning rate that it is given, a resumed one too', async () => {
    const settings = { monitor: 'loss', minDelta: 1000, patience: 1 }
    const input: Input = { learningRateSchedule: { type: 'ReduceLROnPlateau', settings }, earlyStopping: {} }
    const [control, folder, history] = [new TrainingControl(), newFolder(), new History()]
    await run(input, { control, checkpoints: { folder } }, history, (event) => {
      // Reduced once by then.
      if (event.type === 'epochCompleted' && event.epoch === 2) control.setLearningRate(0.25)
      return event.type === 'steered'
    })
    await run(input, { checkpoints: { folder }, resume: true }, history)
    const rates = [...history.epochs.values()].map((epoch) => 'learningRate' in epoch && epoch.learningRate)
    expect(rates).toEqual([0.001, 0.001, 0.25, 0.025].map((rate) => expect.closeTo(rate, 9)))
  })

  it.each([
    ['setLearningRate', 0, 'the learning rate must be above 0 and at most 1000, not 0'],
    ['setLearningRate', Number.NaN, 'the learning rate must be above 0 and at most 1000, not NaN'],
    ['setEpochs', 1.5, 'epochs must be a whole number from 1 to 10000, not 1.5'],
  ] as const)('refuses %s(%s)', (order, value, message) => {
    expect(() => new TrainingControl()[order](value)).toThrow(new RangeError(message))
  })
})

describe('a training that is over', () => {
  it('is extended as if it had been that long from the start', async () => {
    const constant: Input = { learningRateSchedule: { type: 'Constant' } }
    const [folder, history] = [newFolder(), new History()]
    await run({ ...constant, epochs: 2 }, { checkpoints: { folder } }, history)
    await run({ ...constant, epochs: 3 }, { checkpoints: { folder }, resume: true }, history)
    expect(history).toEqual((await run({ ...constant, epochs: 3 }, {})).history)
  })

  it('is forked from the end of any epoch that is kept; a fork resumes like any other', async () => {
    const from = { folder: whole.folder, epoch: 2 }
    const same = await run({}, { from })
    expect([...same.history.epochs]).toEqual([...whole.history.epochs].slice(2))
    expect(same.history.evaluation).toEqual(whole.history.evaluation)

    const optimizer = { ...smallInput.optimizer, learningRate: 0.01 }
    const learningRateSchedule = { type: 'Constant' }
    const other: Input = {
      ...{ optimizer, learningRateSchedule, seed: 5, batchSize: 150, augmentation: {}, epochs: 3 },
    }
    const folder = newFolder()
    const fork = await run(other, { from, checkpoints: { folder }, resume: true })
    expect([...fork.history.epochs.values()]).toMatchObject([
      { epoch: 3, firstStep: 11, learningRate: 0.01, batchLoss: { length: 2 } },
    ])
    const again = await run({ ...other, epochs: 4 }, { from, checkpoints: { folder }, resume: true })
    expect(find(again.events, 'resumedFrom')).toMatchObject({ epoch: 3, path: lastOf(folder, 3) })
    expect([...again.history.epochs.keys()]).toEqual([4])
  })

  it('is forked with an optimizer that keeps more beside the weights, or less', async () => {
    const [plain, averaged] = [newFolder(), newFolder()]
    await run({ optimizer: { type: 'SGD' }, epochs: 1 }, { checkpoints: { folder: plain } })
    // With a momentum of 1 an average stays what it started as.
    const settings = { momentum: 0.9, useEma: true, emaMomentum: 1 }
    const more: Input = { optimizer: { type: 'SGD', settings }, epochs: 2 }
    const fork = await run(more, { from: { folder: plain }, checkpoints: { folder: averaged } })
    expect([...fork.history.epochs.keys()]).toEqual([2])
    const [before, after] = [variablesIn(lastOf(plain, 1)), variablesIn(lastOf(averaged, 2))]
    const averages = [...after.keys()].filter((name) => name.startsWith('average/'))
    expect(averages).toHaveLength(10)
    for (const name of averages) {
      const weight = name.slice('average/'.length)
      expect(after.get(name), name).toEqual(before.get(weight))
      expect(
        after.get(`optimizer/${weight}/momentum`)?.some((value) => value !== 0),
        name,
      ).toBe(true)
    }
    const less = newFolder()
    const { history } = await run(
      { optimizer: { type: 'SGD' }, epochs: 3 },
      { from: { folder: averaged }, checkpoints: { folder: less } },
    )
    expect([...history.epochs.keys()]).toEqual([3])
    expect([...variablesIn(lastOf(less, 3)).keys()]).toEqual([...before.keys()])
  })

  it('goes back to its best epoch when it is asked to only afterwards, if that is still there', async () => {
    const earlyStopping = { monitor: 'loss', minDelta: 1000, patience: 9 }
    const folder = newFolder()
    await run({ earlyStopping, epochs: 2 }, { checkpoints: { folder } })
    const asked: Input = { earlyStopping: { ...earlyStopping, restoreBestWeights: true }, epochs: 2 }
    const { events, history } = await run(asked, { checkpoints: { folder }, resume: true })
    expect(find(events, 'bestWeightsRestored')).toEqual({ type: 'bestWeightsRestored', epoch: 1 })
    expect(history.evaluation).toEqual((await run(asked, {})).history.evaluation)
    rmSync(lastOf(folder, 1))
    const again = await run(asked, { checkpoints: { folder }, resume: true })
    expect(typesOf(again.events)).toEqual([
      ...['layersSummarized', 'resumedFrom', 'bestWeightsMissing', 'evaluationCompleted', 'finished'],
    ])
    expect(find(again.events, 'evaluationCompleted')?.evaluation.epoch).toBe(2)
  })

  it('is no source for another model, from an epoch that is not there, or for no epoch more', async () => {
    const { folder } = whole
    const fork = (input: Input, from: object = {}) =>
      run({ epochs: 5, ...input }, { from: { folder, ...from } })
    const [, ...others] = smallInput.model.layers ?? []
    await expect(fork({ model: { layers: others } })).rejects.toThrow(
      /it is of another training: its layer 0 is/,
    )
    await expect(fork({ optimizer: { type: 'SGD' } })).rejects.toThrow(
      'it is of another training: its optimizer is "Adam", not "SGD"',
    )
    await expect(fork({}, { epoch: 7 })).rejects.toThrow(
      `${folder} holds no checkpoint of epoch 7 to fork from; there are those of 1, 2, 3, 4`,
    )
    await expect(fork({}, { folder: '/nowhere' })).rejects.toThrow(
      '/nowhere holds no checkpoint of a finished epoch to fork from',
    )
    await expect(fork({ epochs: 4 })).rejects.toThrow('a fork from epoch 4 needs more than 4 epochs, not 4')
    const earlyStopping = { monitor: 'loss', minDelta: 1000, patience: 3 }
    await expect(fork({ earlyStopping })).rejects.toThrow('a fork from epoch 4 would stop at once')
  })
})
