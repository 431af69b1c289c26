import { bestEpoch } from '../spec/early-stopping.ts'
import type { Evaluation, TrainingEvent } from '../spec/training-event.ts'
import { keepBest, restoreBest } from './best-weights.ts'
import { positionOf, takeOrders } from './between-steps.ts'
import { trainEpoch } from './epoch.ts'
import { evaluate } from './evaluate.ts'
import { checkpointOf, isOver, isStoppedEarly, nextEpoch } from './progress.ts'
import { type Run, stretches } from './run.ts'

/** Trains from where the run stands to its last epoch, and judges what came out on the test set. */
export async function* epochs(run: Run): AsyncGenerator<TrainingEvent, void, undefined> {
  const { spec, info, progress } = run
  const { history } = progress
  let last: Evaluation | null = null
  while (!isOver(spec, progress)) last = yield* oneEpoch(run)
  if (spec.earlyStopping && isStoppedEarly(spec, history))
    yield { type: 'earlyStopped', epoch: history.length, bestEpoch: bestEpoch(spec.earlyStopping, history) }
  const told = restoreBest(run)
  if (told) yield told
  const restored = told?.type === 'bestWeightsRestored' ? told.epoch : null
  if (last?.split !== 'test' || restored !== null)
    last = yield* evaluate(run, stretches(spec, info).test, restored ?? history.length)
  yield { type: 'evaluationCompleted', evaluation: last }
}

/** The rest of the running epoch with its validation. It is told before it is saved: so no saved one goes untold. */
async function* oneEpoch(run: Run): AsyncGenerator<TrainingEvent, Evaluation, undefined> {
  const { spec, info, progress, session, checkpointing } = run
  const { training, validation } = stretches(spec, info)
  const trained = yield* trainEpoch(run)
  const judged = yield* evaluate(run, validation, trained.epoch)
  const { loss, accuracy } = trained
  const [validationLoss, validationAccuracy] = [judged.loss, judged.accuracy]
  progress.history.push({ loss, accuracy, validationLoss, validationAccuracy })
  keepBest(run)
  yield { ...trained, validationLoss, validationAccuracy, validation: judged.predictions }
  const told = takeOrders(run)
  await checkpointing?.save(() =>
    checkpointOf(spec, progress, checkpointing.fingerprint, session.run('get_state', {}), 'epoch end'),
  )
  progress.running = nextEpoch(progress.history, spec, training.count)
  if (told.length > 0) yield* (await checkpointing?.settled()) ?? []
  for (const event of told) yield { ...event, ...positionOf(run) }
  return judged
}
