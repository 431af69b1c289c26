import { describe, expect, it } from 'vitest'
import { bestEpoch, type EarlyStoppingSpec, type EpochFigures, shouldStop } from '../src/spec/index.ts'

const losses = [
  ...[1.035, 0.681, 0.772, 0.48, 0.456, 0.535, 0.305, 0.306],
  ...[0.348, 0.29, 0.206, 0.272, 0.249, 0.316, 0.125, 0.194],
]
const accuracies = [0.623, 0.667, 0.612, 0.665, 0.64, 0.65, 0.656, 0.671]
const history: readonly EpochFigures[] = losses.map((validationLoss, index) => ({
  ...{ loss: -index, accuracy: index, validationLoss, validationAccuracy: accuracies[index] ?? 0 },
}))

const spec: EarlyStoppingSpec = {
  ...{ monitor: 'validationLoss', patience: 0, minDelta: 0, startFromEpoch: 0, restoreBestWeights: true },
}

describe('early stopping judges as keras.callbacks.EarlyStopping 3.15.1 did on the same figures', () => {
  it.each([
    [{}, 3, [1, 2, 2]],
    [{ patience: 2 }, 9, [1, 2, 2, 4, 5, 5, 7, 7, 7]],
    [{ patience: 3, minDelta: 0.05 }, 10, [1, 2, 2, 4, 4, 4, 7, 7, 7, 7]],
    [{ patience: 1, startFromEpoch: 6 }, 8, [null, null, null, null, null, null, 7, 7]],
    [{ patience: 100 }, null, [1, 2, 2, 4, 5, 5, 7, 7, 7, 10, 11, 11, 11, 11, 15, 15]],
    [{ monitor: 'validationAccuracy', patience: 2 }, 4, [1, 2, 2, 2]],
    [{ monitor: 'validationAccuracy', patience: 3, minDelta: 0.01 }, 5, [1, 2, 2, 2, 2]],
  ] as const)('%o', (settings, stoppedAfter, best) => {
    const given = { ...spec, ...settings }
    best.forEach((epoch, index) => {
      const so = history.slice(0, index + 1)
      expect(bestEpoch(given, so), `best of ${index + 1} epochs`).toBe(epoch)
      expect(shouldStop(given, so), `after epoch ${index + 1}`).toBe(index + 1 === stoppedAfter)
    })
  })

  it('watches the figure that it is told to', () => {
    for (const monitor of ['loss', 'accuracy'] as const) {
      expect(shouldStop({ ...spec, monitor }, history)).toBe(false)
      expect(bestEpoch({ ...spec, monitor }, history)).toBe(history.length)
    }
  })

  it('never stops before an epoch was finished', () => {
    expect(shouldStop(spec, [])).toBe(false)
    expect(bestEpoch(spec, [])).toBe(null)
  })

  it('no number is no improvement', () => {
    const [first] = history
    if (!first) throw new Error('the history has a first epoch')
    const broken = [first, { ...first, validationLoss: Number.NaN }]
    expect(bestEpoch(spec, broken)).toBe(1)
    expect(shouldStop(spec, broken)).toBe(true)
  })
})
