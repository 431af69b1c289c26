import type { AugmentationSpec } from '../augmentation/augmentation.ts'
import type { LayerSummary, ParameterCount } from '../spec/summary.ts'
import type { TrainingSpec } from '../spec/training.ts'
import type { EpochCompleted, Evaluation, StepProgress, TrainingEvent } from '../spec/training-event.ts'

type Terminal = { readonly isTTY?: boolean; readonly columns?: number; write(text: string): boolean }

const count = (value: number): string => value.toLocaleString('en-US')
const percent = (share: number): string => `${(share * 100).toFixed(2)} %`
const right = (text: string, width: number): string => text.padStart(width)

/** Prints a training as it goes: summary, a progress bar where there is a terminal, a line an epoch, the evaluation. */
export class StudyReport {
  readonly #out: Terminal
  readonly #spec: TrainingSpec
  readonly #labels: readonly string[]
  /** The newest checkpoint. */
  #saved: string | null = null
  #barWidth = 0
  #secondsPerEpoch = 0

  constructor(out: Terminal, spec: TrainingSpec, labels: readonly string[]) {
    this.#out = out
    this.#spec = spec
    this.#labels = labels
  }

  add(event: TrainingEvent): void {
    switch (event.type) {
      case 'layersSummarized':
        this.#line(summaryTable(event.layers, event.parameterCount))
        this.#line(`\nTraining on ${event.device}, ${this.#spec.precision}, seed ${this.#spec.seed}`)
        this.#line(`${settingsLine(this.#spec)}\n`)
        break
      case 'stepProgress':
        this.#bar(event)
        break
      case 'epochCompleted':
        this.#secondsPerEpoch = event.seconds
        this.#line(epochLine(event, this.#spec))
        break
      case 'evaluationCompleted':
        this.#line(evaluationText(event.evaluation, this.#labels))
        break
      case 'resumedFrom':
        this.#saved = event.path
        this.#line(`Going on from step ${event.step} of epoch ${event.epoch}: ${event.path}`)
        break
      case 'checkpointSaved':
        this.#saved = event.path
        break
      case 'checkpointRefused':
        this.#line(`A checkpoint is passed over, ${event.path}: ${event.reason}`)
        break
      case 'checkpointFailed':
        this.#line(`No checkpoint could be written: ${event.reason}`)
        break
      case 'oldCheckpointsKept':
        this.#line(`Older checkpoints could not be removed: ${event.reason}`)
        break
      case 'orderRefused':
        this.#line(`An order is not carried out: ${event.reason}`)
        break
      case 'earlyStopped':
        this.#line(
          `\nStopped early after epoch ${event.epoch}; the best was epoch ${event.bestEpoch ?? 'none'}.`,
        )
        break
      case 'bestWeightsRestored':
        this.#line(`Back to the weights of epoch ${event.epoch}.`)
        break
      case 'bestWeightsMissing':
        this.#line(`The weights of epoch ${event.epoch}, the best, were not kept: the last ones stay.`)
        break
      case 'finished':
        if (event.reason === 'stopped') this.#line(`\n${this.#stopped()}`)
        break
    }
  }

  #stopped(): string {
    const done = 'Stopped. The epochs above are complete.'
    if (this.#saved === null) return done
    return `${done} The last checkpoint is ${this.#saved}: the same options with --resume go on from there, with --seed ${this.#spec.seed}.`
  }

  #line(text: string): void {
    this.#clear()
    this.#out.write(`${text}\n`)
  }

  #bar(event: StepProgress): void {
    if (!this.#out.isTTY) return
    const share = event.step / event.stepsPerEpoch
    const filled = Math.round(share * 20)
    const text = [
      `epoch ${event.epoch}/${this.#spec.epochs}`,
      `${'█'.repeat(filled)}${'░'.repeat(20 - filled)}`,
      `step ${event.step}/${event.stepsPerEpoch}`,
      `loss ${event.loss.toFixed(4)}`,
      `accuracy ${percent(event.accuracy)}`,
      `${count(Math.round(event.examplesPerSecond))} img/s`,
      `${duration(this.#secondsLeft(event))} left`,
    ].join('  ')
    const shown = text.slice(0, (this.#out.columns ?? 120) - 1)
    this.#clear()
    this.#out.write(shown)
    this.#barWidth = shown.length
  }

  #secondsLeft({ epoch, step, stepsPerEpoch, examplesPerSecond }: StepProgress): number {
    const perStep = this.#spec.batchSize / examplesPerSecond
    const later = (this.#spec.epochs - epoch) * (this.#secondsPerEpoch || perStep * stepsPerEpoch)
    return (stepsPerEpoch - step) * perStep + later
  }

  #clear(): void {
    if (this.#barWidth > 0) this.#out.write(`\r${' '.repeat(this.#barWidth)}\r`)
    this.#barWidth = 0
  }
}

/** `3 m 12 s` */
function duration(seconds: number): string {
  const whole = Math.round(seconds)
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60)]
  if (hours > 0) return `${hours} h ${minutes} m`
  return minutes > 0 ? `${minutes} m ${whole % 60} s` : `${whole} s`
}

function summaryTable(layers: readonly LayerSummary[], parameters: ParameterCount): string {
  const rows = layers.map((layer) => [
    `${layer.name} (${layer.type})`,
    layer.outputShape.slice(1).join(' x '),
    count(layer.parameters),
  ])
  const all = [['Layer', 'Output', 'Parameters'], ...rows]
  const widths = [0, 1, 2].map((column) => Math.max(...all.map((row) => row[column]?.length ?? 0)))
  const line = (row: readonly string[]): string =>
    `${(row[0] ?? '').padEnd(widths[0] ?? 0)}  ${(row[1] ?? '').padEnd(widths[1] ?? 0)}  ${right(row[2] ?? '', widths[2] ?? 0)}`
  const [head, ...body] = all.map(line)
  const totals = `Total ${count(parameters.total)}, trainable ${count(parameters.trainable)}, non-trainable ${count(parameters.nonTrainable)}`
  return [head, '─'.repeat(head?.length ?? 0), ...body, '─'.repeat(head?.length ?? 0), totals].join('\n')
}

/** How it is trained, in one line; what is off is left out. */
function settingsLine(spec: TrainingSpec): string {
  const { optimizer, schedule, augmentation, earlyStopping, labelSmoothing, batchSize, epochs } = spec
  const rate = `learning rate ${optimizer.learningRate}`
  return [
    `${optimizer.type}, ${rate}${isConstant(spec) ? '' : `, ${schedule.type}`}`,
    ...(schedule.warmUpEpochs > 0 ? [`warm-up over ${counted(schedule.warmUpEpochs)}`] : []),
    ...(optimizer.emaMomentum === null ? [] : ['weights averaged']),
    ...(augmentation ? [`augmentation ${changes(augmentation)}`] : []),
    ...(labelSmoothing > 0 ? [`label smoothing ${labelSmoothing}`] : []),
    ...(earlyStopping ? [`stops after ${counted(earlyStopping.patience)} without improvement`] : []),
    `${counted(epochs)} in batches of ${batchSize}`,
  ].join(', ')
}

const counted = (epochs: number): string => `${epochs} ${epochs === 1 ? 'epoch' : 'epochs'}`

const changes = ({ cutoutProbability: _, ...augmentation }: AugmentationSpec): string =>
  Object.entries(augmentation)
    .filter(([, value]) => value !== 'none' && value !== 0)
    .map(([name, value]) => `${name} ${value}`)
    .join(' ')

const isConstant = ({ schedule }: TrainingSpec): boolean =>
  schedule.type === 'Constant' && schedule.warmUpEpochs === 0

function epochLine(event: EpochCompleted, spec: TrainingSpec): string {
  const { epochs } = spec
  const number = right(String(event.epoch), String(epochs).length)
  return [
    `epoch ${number}/${epochs}`,
    `loss ${event.loss.toFixed(4)}`,
    `accuracy ${percent(event.accuracy)}`,
    `validation loss ${event.validationLoss.toFixed(4)}`,
    `accuracy ${percent(event.validationAccuracy)}`,
    ...(isConstant(spec) ? [] : [`rate ${Number(event.learningRate.toPrecision(3))}`]),
    `${event.seconds.toFixed(1)} s`,
    `${count(Math.round(event.examplesPerSecond))} img/s`,
  ].join('  ')
}

function evaluationText(
  { examples, loss, accuracy, predictions }: Evaluation,
  labels: readonly string[],
): string {
  const heading = `\nTest set (${count(examples)} images): loss ${loss.toFixed(4)}, accuracy ${percent(accuracy)}\n`
  const nameWidth = Math.max(...labels.map((label) => label.length))
  const header = `${'label \\ prediction'.padEnd(nameWidth + 3)}${labels.map((_, index) => right(String(index), 6)).join('')}`
  const rows = predictions.confusionMatrix.map(
    (row, label) =>
      `${String(label)} ${(labels[label] ?? '').padEnd(nameWidth + 1)}${row.map((cell) => right(String(cell), 6)).join('')}`,
  )
  return [heading, header, ...rows].join('\n')
}
