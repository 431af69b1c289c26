import { type CompiledTraining, compileTraining, type VariableSpec } from '../compile.ts'
import { findDataset } from '../datasets/catalogue.ts'
import { type Dataset, loadDataset } from '../datasets/load.ts'
import type { LayerStatistics } from '../spec/layer-statistics.ts'
import { countParameters, summarizeLayers } from '../spec/model.ts'
import { type DatasetInfo, type TrainingSpec, trainCountOf } from '../spec/training.ts'
import type { EpochCompleted, Evaluation, StepProgress, TrainingEvent } from '../spec/training-event.ts'
import { breathe } from './breathe.ts'
import { evaluate, type Stretch } from './evaluate.ts'
import { initialState } from './initial-state.ts'
import { permutation, seededRandom } from './random.ts'
import { Session } from './session.ts'
import { deviceName, hasGpu } from './tensorflow.ts'

export type TrainOptions = {
  /** Where data sets lie: `<dataFolder>/datasets/<name>`. */
  readonly dataFolder: string
  /** Stops the training after the step or the evaluation batch that is running. */
  readonly signal?: AbortSignal
  /** Look into every layer in the last step of an epoch: `layers` of EpochCompleted. Default true. */
  readonly layerStatistics?: boolean
}

/** The loss is no longer a number. */
export class TrainingDiverged extends Error {
  override readonly name = 'TrainingDiverged'
}

/** Milliseconds between two reports of progress. */
const REPORT_EVERY = 500

/**
 * Trains as the spec says and yields what happens: see TrainingEvent for the order.
 * A stop by `signal` ends the generator normally, with `finished` and reason "stopped".
 * @throws TrainingDiverged when the loss becomes infinite or no number
 * @throws Error when the data set's files are missing or broken
 */
export async function* train(
  spec: TrainingSpec,
  options: TrainOptions,
): AsyncGenerator<TrainingEvent, void, undefined> {
  const info = findDataset(spec.dataset)
  if (!info) throw new Error(`there is no data set "${spec.dataset}"`)
  const { signal } = options
  yield {
    type: 'layersSummarized',
    layers: summarizeLayers(spec.model),
    parameterCount: countParameters(spec.model),
    device: deviceName(),
  }
  try {
    const dataset = loadDataset(options.dataFolder, info)
    const compiled = compileTraining(spec, dataset.labels.length, hasGpu() ? 'gpu' : 'cpu')
    using session = await Session.load(compiled)
    prepare(session, spec, dataset, compiled.variables)
    const statistics = options.layerStatistics === false ? undefined : compiled.statistics
    yield* epochs(session, spec, info, dataset, signal, statistics)
    yield { type: 'finished', reason: 'completed' }
  } catch (error) {
    if (!signal?.aborted || error !== signal.reason) throw error
    yield { type: 'finished', reason: 'stopped' }
  }
}

function prepare(
  session: Session,
  spec: TrainingSpec,
  dataset: Dataset,
  variables: readonly VariableSpec[],
): void {
  session.run('set_data', { images: dataset.images, labels: Int32Array.from(dataset.labels) })
  session.run('set_state', initialState(variables, spec.seed))
}

async function* epochs(
  session: Session,
  spec: TrainingSpec,
  info: DatasetInfo,
  dataset: Dataset,
  signal: AbortSignal | undefined,
  statistics: CompiledTraining['statistics'] | undefined,
): AsyncGenerator<TrainingEvent, void, undefined> {
  const { training, validation, test } = stretches(spec, info)
  const classes = info.labels.length
  let last: Evaluation | undefined
  for (let epoch = 1; epoch <= spec.epochs; epoch++) {
    const trained = yield* trainEpoch(session, spec, training.count, epoch, signal, statistics)
    last = await evaluate(session, dataset, validation, { epoch, classes, signal })
    if (!Number.isFinite(last.loss)) throw diverged(spec, `the validation after epoch ${epoch}`, last.loss)
    yield {
      ...trained,
      validationLoss: last.loss,
      validationAccuracy: last.accuracy,
      validation: last.predictions,
    }
  }
  const options = { epoch: spec.epochs, classes, signal }
  const evaluation = last?.split === 'test' ? last : await evaluate(session, dataset, test, options)
  if (!Number.isFinite(evaluation.loss))
    throw diverged(spec, 'the evaluation on the test set', evaluation.loss)
  yield { type: 'evaluationCompleted', evaluation }
}

/** Which images train, validate and test. Validation is Keras's: the last of the training images, or the test set. */
function stretches(
  spec: TrainingSpec,
  info: DatasetInfo,
): Record<'training' | 'validation' | 'test', Stretch> {
  const limit = spec.trainLimit ?? info.trainCount
  const kept = trainCountOf(limit, spec.validationSplit)
  const test: Stretch = { split: 'test', start: info.trainCount, count: info.testCount, firstExample: 0 }
  const heldBack: Stretch = { split: 'validation', start: kept, count: limit - kept, firstExample: kept }
  return {
    training: { split: 'train', start: 0, count: kept, firstExample: 0 },
    validation: spec.validationSplit === null ? test : heldBack,
    test,
  }
}

type TrainedEpoch = Omit<EpochCompleted, 'validationLoss' | 'validationAccuracy' | 'validation'>

async function* trainEpoch(
  session: Session,
  spec: TrainingSpec,
  count: number,
  epoch: number,
  signal: AbortSignal | undefined,
  statistics: CompiledTraining['statistics'] | undefined,
): AsyncGenerator<StepProgress, TrainedEpoch, undefined> {
  const order = permutation(count, seededRandom(spec.seed, `shuffle ${epoch}`))
  const stepsPerEpoch = Math.ceil(count / spec.batchSize)
  const { learningRate } = spec.optimizer
  const rate = Float32Array.of(learningRate)
  const batchLoss = new Float32Array(stepsPerEpoch)
  const batchAccuracy = new Float32Array(stepsPerEpoch)
  const batchExamplesPerSecond = new Float32Array(stepsPerEpoch)
  let layers: readonly LayerStatistics[] = []
  const started = performance.now()
  let [reported, lossSum, accuracySum, seen] = [started, 0, 0, 0]
  for (let step = 1; step <= stepsPerEpoch; step++) {
    await breathe(signal)
    const indices = order.subarray(seen, seen + spec.batchSize)
    const inspects = statistics !== undefined && step === stepsPerEpoch
    const began = performance.now()
    const results = session.run(inspects ? 'inspect_step' : 'train_step', { indices, learning_rate: rate })
    const now = performance.now()
    const [loss = Number.NaN] = results.get('loss') ?? []
    const [accuracy = 0] = results.get('accuracy') ?? []
    if (!Number.isFinite(loss)) throw diverged(spec, `step ${step} of epoch ${epoch}`, loss)
    batchLoss[step - 1] = loss
    batchAccuracy[step - 1] = accuracy
    batchExamplesPerSecond[step - 1] = indices.length / ((now - began) / 1000)
    if (inspects) layers = statistics(results)
    lossSum += loss * indices.length
    accuracySum += accuracy * indices.length
    seen += indices.length
    if (now - reported >= REPORT_EVERY || step === stepsPerEpoch) {
      reported = now
      const [meanLoss, meanAccuracy] = [lossSum / seen, accuracySum / seen]
      const examplesPerSecond = seen / ((now - started) / 1000)
      yield {
        type: 'stepProgress',
        epoch,
        step,
        stepsPerEpoch,
        loss: meanLoss,
        accuracy: meanAccuracy,
        examplesPerSecond,
      }
    }
  }
  const seconds = (performance.now() - started) / 1000
  return {
    type: 'epochCompleted',
    epoch,
    loss: lossSum / seen,
    accuracy: accuracySum / seen,
    learningRate,
    seconds,
    examplesPerSecond: seen / seconds,
    firstStep: (epoch - 1) * stepsPerEpoch + 1,
    batchLoss,
    batchAccuracy,
    batchExamplesPerSecond,
    layers,
  }
}

function diverged(spec: TrainingSpec, at: string, loss: number): TrainingDiverged {
  return new TrainingDiverged(
    `the loss became ${loss} at ${at}: the training diverged; a learning rate below ${spec.optimizer.learningRate} may help`,
  )
}
