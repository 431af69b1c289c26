import type { LayerStatistics } from '../spec/layer-statistics.ts'
import type { EpochCompleted, TrainingEvent } from '../spec/training-event.ts'
import { betweenSteps, saveWithinEpoch } from './between-steps.ts'
import { TrainingDiverged } from './diverged.ts'
import { learningRateOf } from './progress.ts'
import { permutation, seededRandom } from './random.ts'
import { type Run, stretches } from './run.ts'

/** Milliseconds between two reports of progress. */
const REPORT_EVERY = 500

export type TrainedEpoch = Omit<EpochCompleted, 'validationLoss' | 'validationAccuracy' | 'validation'>

/**
 * Trains the rest of the running epoch: all of it, or what is left of it after a checkpoint.
 * @throws TrainingDiverged when the loss becomes infinite or no number
 */
export async function* trainEpoch(run: Run): AsyncGenerator<TrainingEvent, TrainedEpoch, undefined> {
  const { session, spec, progress } = run
  const { running } = progress
  const { number: epoch, stepsPerEpoch } = running
  const order = permutation(
    stretches(spec, run.info).training.count,
    seededRandom(spec.seed, `shuffle ${epoch}`),
  )
  const firstStep = progress.stepsDone - running.step + 1
  let learningRate = progress.learningRate
  let layers: readonly LayerStatistics[] = []
  let reported = performance.now()
  running.start()
  while (!running.isTrained) {
    yield* betweenSteps(run)
    const indices = order.subarray(running.seen, running.seen + spec.batchSize)
    learningRate = learningRateOf(spec, progress)
    const inspects = run.layerStatistics && running.step === stepsPerEpoch - 1
    const began = performance.now()
    const results = session.run(inspects ? 'inspect_step' : 'train_step', {
      indices,
      learning_rate: Float32Array.of(learningRate),
    })
    const now = performance.now()
    const [loss = Number.NaN] = results.get('loss') ?? []
    const [accuracy = 0] = results.get('accuracy') ?? []
    if (!Number.isFinite(loss))
      throw new TrainingDiverged(`step ${running.step + 1} of epoch ${epoch}`, loss, learningRate)
    if (inspects) layers = run.compiled.statistics(results)
    running.add({ loss, accuracy, examples: indices.length, seconds: (now - began) / 1000 })
    progress.stepsDone += 1
    if (now - reported >= REPORT_EVERY || running.isTrained) {
      reported = now
      const { seconds: _, ...means } = running.means()
      yield { type: 'stepProgress', epoch, step: running.step, stepsPerEpoch, ...means }
    }
    if (run.checkpointing?.isDue) yield* saveWithinEpoch(run)
  }
  return {
    type: 'epochCompleted',
    epoch,
    ...running.means(),
    learningRate,
    firstStep,
    batchLoss: running.batchLoss,
    batchAccuracy: running.batchAccuracy,
    batchExamplesPerSecond: running.batchExamplesPerSecond,
    layers,
  }
}
