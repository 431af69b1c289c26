import { once } from 'node:events'
import { scheduleTypes } from '../schedules/index.ts'
import type { TrainingSpec } from '../spec/training.ts'
import type { TrainingEvent } from '../spec/training-event.ts'
import { breathe } from './breathe.ts'
import type { Steering } from './control.ts'
import { checkpointOf, isOver, isStoppedEarly, type Progress } from './progress.ts'
import type { Run } from './run.ts'

type Events = AsyncGenerator<TrainingEvent, void, undefined>

/**
 * What may happen between two steps, or two batches of an evaluation: others get their turn, orders are carried out,
 * a held training waits.
 * @throws the signal's reason when the training is to stop
 */
export async function* betweenSteps(run: Run): Events {
  await breathe(run.signal)
  yield* run.checkpointing?.news() ?? []
  yield* steer(run)
  if (run.control.isPaused) yield* hold(run)
}

/** Saves a training within its epoch, unless it stands at an epoch's end: that is saved there. */
export async function* saveWithinEpoch(run: Run): Events {
  if (run.progress.running.step > 0) yield* save(run)
}

/** Not once all steps of the epoch are done, since its end is near then, nor once it was the last. */
async function* save({ checkpointing, progress, session, spec }: Run): Events {
  if (!checkpointing || progress.running.isTrained || isOver(spec, progress)) return
  await checkpointing.save(() =>
    checkpointOf(spec, progress, checkpointing.fingerprint, session.run('get_state', {}), 'within epoch'),
  )
  yield* checkpointing.news()
}

/**
 * Carries out what was ordered, saves it, and only then tells: an order that was told is not lost. While a trained
 * epoch is judged nothing can be saved, so orders wait for its end.
 */
async function* steer(run: Run): Events {
  if (run.progress.running.isTrained || isOver(run.spec, run.progress)) return
  const told = takeOrders(run)
  if (told.length === 0) return
  yield* save(run)
  yield* (await run.checkpointing?.settled()) ?? []
  for (const event of told) yield { ...event, ...positionOf(run) }
}

type Told = Unplaced<'steered'> | Unplaced<'orderRefused'>
type Unplaced<T> = Omit<Extract<TrainingEvent, { type: T }>, 'epoch' | 'step'>

/** Carries out what was ordered since the last call. The caller saves it, then tells it with the position. */
export function takeOrders({ control, progress, spec }: Run): readonly Told[] {
  const { learningRate, epochs } = newOrders(control.takeSteering(), progress, spec)
  if (isStoppedEarly(spec, progress.history)) return []
  const { type } = spec.schedule
  const isIgnored = scheduleTypes.get(type)?.ignoresBaseRate ?? false
  const reason = `a ${type} names its learning rates itself: setting the optimizer's would change nothing`
  const taken = {
    ...(learningRate === undefined || isIgnored ? {} : { learningRate }),
    ...(epochs === undefined ? {} : { epochs: Math.max(epochs, progress.running.number) }),
  }
  if (taken.learningRate !== undefined) progress.learningRateSince = progress.history.length
  Object.assign(progress, taken)
  return [
    ...(learningRate !== undefined && isIgnored ? [{ type: 'orderRefused', reason } as const] : []),
    ...(Object.keys(taken).length > 0 ? [{ type: 'steered', ...taken } as const] : []),
  ]
}

/** A training that goes on is given its orders again: those that its checkpoint holds were carried out and told. */
function newOrders({ learningRate, epochs }: Steering, progress: Progress, spec: TrainingSpec): Steering {
  const asked = { ...(epochs !== undefined && { epochs: Math.max(epochs, progress.running.number) }) }
  const wasRate = progress.learningRateSince > 0 || progress.learningRate !== spec.optimizer.learningRate
  const isRate = learningRate === undefined || (wasRate && learningRate === progress.learningRate)
  const isEpochs =
    asked.epochs === undefined || (progress.epochs !== spec.epochs && asked.epochs === progress.epochs)
  return { ...(!isRate && { learningRate }), ...(!isEpochs && { epochs }) }
}

/** Where a training stands: between two steps of the running epoch, or behind the last step of all. */
export function positionOf({ progress, spec }: Run): { readonly epoch: number; readonly step: number } {
  const { number, step, stepsPerEpoch } = progress.running
  return isOver(spec, progress) ? { epoch: number - 1, step: stepsPerEpoch } : { epoch: number, step }
}

async function* hold(run: Run): Events {
  const { control, signal, checkpointing, progress } = run
  const at = positionOf(run)
  const since = performance.now()
  yield* saveWithinEpoch(run)
  yield* (await checkpointing?.settled()) ?? []
  yield { type: 'paused', ...at }
  while (control.isPaused) {
    const order = control.nextOrder()
    yield* steer(run)
    signal.throwIfAborted()
    const wait = new AbortController()
    await Promise.race([order, once(signal, 'abort', { signal: wait.signal })]).finally(() => wait.abort())
    signal.throwIfAborted()
  }
  yield* steer(run)
  progress.running.exclude(performance.now() - since)
  yield { type: 'resumed', ...at }
}
