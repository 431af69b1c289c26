import { readCheckpoint } from '../../src/checkpoint/read.ts'
import {
  findDataset,
  parseTraining,
  type TrainingEvent,
  type TrainingInput,
  type TrainingSpec,
  unwrap,
} from '../../src/spec/index.ts'

const layers = [
  { type: 'Conv2D', filters: 4, kernelSize: 5, strides: 2, activation: 'relu' },
  { type: 'BatchNormalization', axis: 1 },
  { type: 'Flatten' },
  { type: 'Dense', units: 24, activation: 'relu' },
  { type: 'BatchNormalization' },
  { type: 'Dropout', rate: 0.3 },
  { type: 'Dense', units: 10, activation: 'softmax' },
]

/** A small model with everything on that a training can be asked for; 4 epochs of 5 steps, the last of each not full. */
export const smallInput: TrainingInput = {
  model: { layers },
  optimizer: { settings: { useEma: true, emaMomentum: 0.9, weightDecay: 0.004, globalClipnorm: 1 } },
  learningRateSchedule: { type: 'OneCycle' },
  augmentation: { flip: 'horizontal', shift: 2, rotation: 10, zoom: 0.1, cutout: 6, cutoutProbability: 0.5 },
  earlyStopping: { monitor: 'validationAccuracy', patience: 3, restoreBestWeights: true },
  labelSmoothing: 0.1,
  ...{ trainLimit: 400, validationSplit: 0.25, batchSize: 64, epochs: 4, seed: 11 },
}

export function specOf(input: TrainingInput): TrainingSpec {
  const info = findDataset('fashion-mnist')
  if (!info) throw new Error('the catalogue has Fashion-MNIST')
  return unwrap(parseTraining(input, info))
}

/** What a training told that does not depend on the clock: its epochs, by number, and its evaluation. */
export class History {
  readonly epochs = new Map<number, object>()
  evaluation: unknown

  add(event: TrainingEvent): void {
    if (event.type === 'evaluationCompleted') this.evaluation = event.evaluation
    if (event.type !== 'epochCompleted') return
    const { seconds: _, examplesPerSecond: __, batchExamplesPerSecond: ___, ...figures } = event
    this.epochs.set(event.epoch, figures)
  }
}

/** The variables that a checkpoint holds. */
export const variablesIn = (file: string) => readCheckpoint(file).variables
