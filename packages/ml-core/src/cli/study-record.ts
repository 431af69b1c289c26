import type { EpochFigures } from '../spec/epoch-figures.ts'
import type { LayerSummary, ParameterCount } from '../spec/summary.ts'
import type { TrainingEvent } from '../spec/training-event.ts'

export type StudyResult = {
  readonly model: string
  readonly parameters: ParameterCount
  readonly layers: readonly LayerSummary[]
  /** All epochs; of those before the checkpoint that it went on from only loss and accuracy are known. */
  readonly history: readonly (StudyEpoch | EarlierEpoch)[]
  readonly evaluation: { readonly loss: number; readonly accuracy: number } | null
  readonly confusionMatrix: readonly (readonly number[])[] | null
  readonly seed: number
  readonly device: string
  /** Of the training steps, over the epochs that were trained by this command. */
  readonly examplesPerSecond: number
}

type EarlierEpoch = EpochFigures & { readonly epoch: number }

type StudyEpoch = EarlierEpoch & {
  /** Of the epoch's last step. */
  readonly learningRate: number
  readonly seconds: number
  readonly examplesPerSecond: number
}

/** Gathers a training's events into the object that `--json` prints. */
export class StudyRecord {
  readonly #model: string
  readonly #seed: number
  #layers: readonly LayerSummary[] = []
  #parameters: ParameterCount = { total: 0, trainable: 0, nonTrainable: 0 }
  #device = ''
  #evaluation: StudyResult['evaluation'] = null
  #confusionMatrix: StudyResult['confusionMatrix'] = null
  #earlier: readonly EarlierEpoch[] = []
  readonly #history: StudyEpoch[] = []

  constructor(model: string, seed: number) {
    this.#model = model
    this.#seed = seed
  }

  add(event: TrainingEvent): void {
    switch (event.type) {
      case 'layersSummarized':
        this.#layers = event.layers
        this.#parameters = event.parameterCount
        this.#device = event.device
        break
      case 'resumedFrom':
        this.#earlier = event.history.map((figures, index) => ({ epoch: index + 1, ...figures }))
        break
      case 'epochCompleted': {
        const { epoch, loss, accuracy, validationLoss, validationAccuracy } = event
        const { learningRate, seconds, examplesPerSecond } = event
        this.#history.push({
          ...{ epoch, loss, accuracy, validationLoss, validationAccuracy },
          ...{ learningRate, seconds, examplesPerSecond },
        })
        break
      }
      case 'evaluationCompleted':
        this.#evaluation = { loss: event.evaluation.loss, accuracy: event.evaluation.accuracy }
        this.#confusionMatrix = event.evaluation.predictions.confusionMatrix
        break
      default:
        break
    }
  }

  result(): StudyResult {
    const seconds = this.#history.reduce((sum, epoch) => sum + epoch.seconds, 0)
    const examples = this.#history.reduce((sum, epoch) => sum + epoch.seconds * epoch.examplesPerSecond, 0)
    return {
      model: this.#model,
      parameters: this.#parameters,
      layers: this.#layers,
      history: [...this.#earlier, ...this.#history],
      evaluation: this.#evaluation,
      confusionMatrix: this.#confusionMatrix,
      seed: this.#seed,
      device: this.#device,
      examplesPerSecond: seconds > 0 ? examples / seconds : 0,
    }
  }
}
