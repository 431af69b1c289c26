import { describe, expect, it } from 'vitest'
import {
  type EpochFigures,
  parseSchedule,
  type SchedulePosition,
  scheduleTypes,
  unwrap,
} from '../src/spec/index.ts'

const figures = (validationLoss: number, validationAccuracy = 0): EpochFigures => ({
  ...{ loss: 9, accuracy: 0, validationLoss, validationAccuracy },
})

type Where = Partial<Omit<SchedulePosition, 'stepsPerEpoch'>>
/** The rate in a run of four epochs of 50 steps with a base rate of 0.1. */
const rateOf = (type: string, settings: object, warmUpEpochs = 0) => {
  const schedule = unwrap(parseSchedule({ type, settings, warmUpEpochs }))
  return (where: Where): number =>
    schedule.rate({ baseRate: 0.1, step: 0, stepsPerEpoch: 50, totalSteps: 200, history: [], ...where })
}

const STEPS = [0, 1, 49, 50, 99, 100, 150, 199]

describe('learning-rate schedules give the numbers of the libraries that they are named after', () => {
  it.each([
    // keras.optimizers.schedules 3.15.1 with float64, decay_steps 100 (exponential) or 200
    [
      'ExponentialDecay',
      { decayEpochs: 2, decayRate: 0.5 },
      [0.1, 0.09930925, 0.07120251, 0.07071068, 0.05034778, 0.05, 0.03535534, 0.02517389],
    ],
    [
      'ExponentialDecay',
      { decayEpochs: 2, decayRate: 0.5, staircase: true },
      [0.1, 0.1, 0.1, 0.1, 0.1, 0.05, 0.05, 0.05],
    ],
    [
      'CosineDecay',
      { alpha: 0.1 },
      [0.1, 0.09999445, 0.08731569, 0.08681981, 0.05570683, 0.055, 0.0231802, 0.01000555],
    ],
    [
      'PolynomialDecay',
      { power: 2, endShare: 0.1 },
      [0.1, 0.09910225, 0.06130225, 0.060625, 0.03295225, 0.0325, 0.015625, 0.01000225],
    ],
    // boundaries [99, 149]: Keras keeps a value for the step of its boundary too
    [
      'PiecewiseConstantDecay',
      { boundaries: [2, 3], values: [0.1, 0.05, 0.01] },
      [0.1, 0.1, 0.1, 0.1, 0.1, 0.05, 0.01, 0.01],
    ],
    // torch.optim.lr_scheduler of PyTorch 2.15: StepLR(100, 0.2); OneCycleLR(0.1, total_steps=200)
    ['StepDecay', { every: 2, factor: 0.2 }, [0.1, 0.1, 0.1, 0.1, 0.1, 0.02, 0.02, 0.02]],
    ['OneCycle', {}, [0.004, 0.004068031, 0.0933546, 0.0945929, 0.08117457, 0.08028958, 0.02730077, 4e-7]],
    [
      'OneCycle',
      { anneal: 'linear', peakAt: 0.5, initialDivisor: 10, finalDivisor: 100 },
      [0.01, 0.01090909, 0.05454545, 0.05545455, 0.1, 0.099001, 0.049051, 0.0001],
    ],
    ['Constant', {}, STEPS.map(() => 0.1)],
  ])('%s %o', (type, settings, expected) => {
    const rate = rateOf(type, settings)
    expected.forEach((value, index) => {
      expect(rate({ step: STEPS[index] ?? 0 }) / value, `step ${STEPS[index]}`).toBeCloseTo(1, 6)
    })
  })

  const losses = [1.035, 0.681, 0.772, 0.48, 0.456, 0.535, 0.305, 0.306, 0.348, 0.29, 0.206, 0.272, 0.249]
  const accuracies = [0.623, 0.667, 0.612, 0.665, 0.64, 0.65, 0.656, 0.671, 0.705, 0.704, 0.696, 0.692, 0.704]
  const epochs = losses.map((loss, index) => figures(loss, accuracies[index]))
  it.each([
    // keras.callbacks.ReduceLROnPlateau 3.15.1, its learning rate at the start of each epoch
    [{ patience: 1 }, [0.1, 0.1, 0.1, 0.01, 0.01, 0.01, 0.001, 0.001, 1e-4, 1e-5, 1e-5, 1e-5, 1e-6, 1e-7]],
    [
      { patience: 2, factor: 0.5, minDelta: 0.05 },
      [0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.05, 0.05, 0.05, 0.025, 0.025, 0.025, 0.025, 0.0125],
    ],
    [
      { patience: 1, cooldown: 2, factor: 0.5, minLearningRate: 0.02 },
      [0.1, 0.1, 0.1, 0.05, 0.05, 0.05, 0.025, 0.025, 0.02, 0.02, 0.02, 0.02, 0.02, 0.02],
    ],
    [
      { patience: 0, factor: 0.5 },
      [0.1, 0.1, 0.1, 0.05, 0.05, 0.05, 0.025, 0.025, 0.0125, 0.00625, 0.00625, 0.00625, 0.003125, 0.0015625],
    ],
    [
      { monitor: 'validationAccuracy', patience: 2, factor: 0.5, minDelta: 0.01 },
      [0.1, 0.1, 0.1, 0.1, 0.05, 0.05, 0.025, 0.025, 0.0125, 0.0125, 0.0125, 0.00625, 0.00625, 0.003125],
    ],
  ])('ReduceLROnPlateau %o', (settings, expected) => {
    const rate = rateOf('ReduceLROnPlateau', settings)
    expected.forEach((value, epoch) => {
      expect(rate({ history: epochs.slice(0, epoch) }) / value, `epoch ${epoch + 1}`).toBeCloseTo(1, 6)
    })
  })
})

it.each([
  ['StepDecay', { every: 5e-324 }],
  ['ExponentialDecay', { decayEpochs: 1e-310 }],
  ['PiecewiseConstantDecay', { boundaries: [1e-9], values: [1, 2] }],
])('%s refuses a stretch so short that its rate were no number: %o', (type, settings) => {
  expect(parseSchedule({ type, settings })).toMatchObject({ ok: false, issues: [{ code: 'INVALID_VALUE' }] })
})

describe('a warm-up', () => {
  it('rises by equal steps to the rate and leaves the rest of the run to the schedule', () => {
    const rate = rateOf('CosineDecay', {}, 1)
    const rise = [0, 1, 24, 48, 49].map((step) => rate({ step }))
    expect(rise).toEqual([0.002, 0.004, 0.05, 0.098, 0.1].map((value) => expect.closeTo(value, 12)))
    expect(rate({ step: 50 })).toBeCloseTo(0.1, 12)
    expect(rate({ step: 125 })).toBeCloseTo(0.05, 12)
    expect(rate({ step: 199 })).toBeLessThan(0.0001)
  })

  it.each([...scheduleTypes.keys()])('works with %s, also over a part of an epoch', (type) => {
    const settings = type === 'PiecewiseConstantDecay' ? { boundaries: [3], values: [0.1, 0.01] } : {}
    const [warm, cold] = [rateOf(type, settings, 0.5), rateOf(type, settings)]
    expect(warm({ step: 0 })).toBeCloseTo(cold({ step: 0 }) / 25, 6)
    expect(warm({ step: 30 })).toBeGreaterThan(0)
    for (let step = 0; step < 200; step++) expect(warm({ step })).toBeLessThanOrEqual(0.1 + 1e-12)
  })
})

describe('a run that changes on its way', () => {
  it('is stretched when it is extended, and follows a new rate at once', () => {
    const rate = rateOf('PolynomialDecay', {})
    expect(rate({ step: 100, totalSteps: 200 })).toBeCloseTo(0.05, 12)
    expect(rate({ step: 100, totalSteps: 400 })).toBeCloseTo(0.075, 12)
    expect(rate({ step: 100, totalSteps: 200, baseRate: 1 })).toBeCloseTo(0.5, 12)
  })

  it.each([...scheduleTypes.keys()])(
    '%s gives a usable rate in the shortest runs and beyond the end',
    (type) => {
      const settings = type === 'PiecewiseConstantDecay' ? { boundaries: [3], values: [0.1, 0.01] } : {}
      for (const warmUpEpochs of [0, 0.01, 3])
        for (const totalSteps of [1, 2, 3])
          for (const step of [0, 1, 2, 500]) {
            const rate = rateOf(type, settings, warmUpEpochs)({ step, totalSteps })
            expect(rate).toBeGreaterThanOrEqual(0)
            expect(rate).toBeLessThanOrEqual(0.1 + 1e-12)
          }
    },
  )
})
