import { compileTraining } from '../compile.ts'
import { findDataset } from '../datasets/catalogue.ts'
import { type Dataset, loadDataset } from '../datasets/load.ts'
import { countParameters, summarizeLayers } from '../spec/summary.ts'
import type { DatasetInfo, TrainingSpec } from '../spec/training.ts'
import type { TrainingEvent } from '../spec/training-event.ts'
import { type BeginOptions, begin } from './begin.ts'
import { saveWithinEpoch } from './between-steps.ts'
import { Checkpointing } from './checkpointing.ts'
import { collectGarbage } from './collect-garbage.ts'
import { TrainingControl } from './control.ts'
import { epochs } from './epochs.ts'
import { type Run, stretches } from './run.ts'
import { Session } from './session.ts'
import { deviceName, trainingTarget } from './tensorflow.ts'

export type TrainOptions = BeginOptions & {
  /** Where data sets lie: `<dataFolder>/datasets/<name>`. */
  readonly dataFolder: string
  /** The data set where it is in memory already, as several trainings in one process share it. Default: it is read. */
  readonly dataset?: Dataset
  /** Stops the training after the step or the evaluation batch that is running; with checkpoints it is saved. */
  readonly signal?: AbortSignal
  /** Pauses, steers and stops the training while it runs. */
  readonly control?: TrainingControl
  /** Look into every layer in the last step of an epoch: `layers` of EpochCompleted. Default true. */
  readonly layerStatistics?: boolean
}

/**
 * Trains as the spec says and yields what happens: see TrainingEvent for the order.
 * With `checkpoints` it saves itself at every epoch's end and now and then within; with `resume` it goes on from
 * there, to the same history and the same weights as if it had never been interrupted (docs/repeatability.md).
 * A finished training is extended by `resume` with more epochs; one that stopped early, with other early stopping too.
 * A stop ends the generator normally, with `finished` and reason "stopped".
 * @throws TrainingDiverged when the loss becomes infinite or no number
 * @throws CheckpointRefused when the folder's checkpoints are of another training
 * @throws Error when the data set's files are missing or broken, or there is nothing to resume or fork from
 */
export async function* train(
  spec: TrainingSpec,
  options: TrainOptions,
): AsyncGenerator<TrainingEvent, void, undefined> {
  const info = findDataset(spec.dataset)
  if (!info) throw new Error(`there is no data set "${spec.dataset}"`)
  const control = options.control ?? new TrainingControl()
  const signal = AbortSignal.any([control.signal, ...(options.signal ? [options.signal] : [])])
  yield {
    type: 'layersSummarized',
    layers: summarizeLayers(spec.model),
    parameterCount: countParameters(spec.model),
    device: deviceName(),
  }
  const prepared = yield* prepare(spec, info, options)
  using _session = prepared.session
  await collectGarbage()
  await using checkpointing = options.checkpoints
    ? new Checkpointing(options.checkpoints, spec, prepared.compiled.variables)
    : null
  const { layerStatistics = true } = options
  const run: Run = { ...prepared, spec, info, control, signal, checkpointing, layerStatistics }
  try {
    yield* epochs(run)
    yield* (await checkpointing?.settled()) ?? []
    await checkpointing?.retry(signal)
    await checkpointing?.removed()
    yield* checkpointing?.news() ?? []
    yield { type: 'finished', reason: 'completed' }
  } catch (error) {
    if (!signal.aborted || error !== signal.reason) throw error
    yield* saveWithinEpoch(run)
    yield* (await checkpointing?.settled()) ?? []
    yield { type: 'finished', reason: 'stopped' }
  }
}

/**
 * All that comes before the first step. It is a generator of its own since a suspended one keeps what its variables
 * hold: images and initial weights would stay in memory beside TensorFlow's copies for as long as the training goes.
 */
async function* prepare(
  spec: TrainingSpec,
  info: DatasetInfo,
  options: TrainOptions,
): AsyncGenerator<TrainingEvent, Pick<Run, 'compiled' | 'session' | 'labels' | 'progress'>, undefined> {
  const reading = options.dataset ? Promise.resolve(options.dataset) : loadDataset(options.dataFolder, info)
  // Awaited once the graph is loaded; until then its failure is nobody's.
  reading.catch(() => {})
  const compiled = compileTraining(spec, info.trainCount + info.testCount, trainingTarget())
  const { count } = stretches(spec, info).training
  const { progress, variables } = yield* begin(spec, options, compiled, count)
  using loaded = new DisposableStack()
  const session = loaded.use(await Session.load(compiled))
  const { images, labels } = await reading
  await collectGarbage()
  session.run('set_data', { images, labels: Int32Array.from(labels) })
  session.run('set_state', variables)
  loaded.move()
  return { compiled, session, labels, progress }
}
