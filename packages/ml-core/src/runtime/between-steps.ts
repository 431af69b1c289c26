import { once } from 'node:events'
import type { TrainingEvent } from '../spec/training-event.ts'
import { breathe } from './breathe.ts'
import { checkpointOf, isOver } from './progress.ts'
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

/** A change is saved at once: a person's order must not be lost. */
async function* steer(run: Run): Events {
  const { progress, spec } = run
  const { number, step } = progress.running
  const { learningRate, epochs } = run.control.takeSteering()
  if ((learningRate === undefined && epochs === undefined) || isOver(spec, progress)) return
  if (learningRate !== undefined) progress.learningRate = learningRate
  if (epochs !== undefined) progress.epochs = Math.max(epochs, number)
  yield {
    type: 'steered',
    epoch: number,
    step,
    ...(learningRate === undefined ? {} : { learningRate }),
    ...(epochs === undefined ? {} : { epochs: progress.epochs }),
  }
  yield* save(run)
}

async function* hold(run: Run): Events {
  const { control, signal, checkpointing, progress, spec } = run
  const { number, step, stepsPerEpoch } = progress.running
  const at = isOver(spec, progress) ? { epoch: number - 1, step: stepsPerEpoch } : { epoch: number, step }
  const since = performance.now()
  yield* saveWithinEpoch(run)
  yield* (await checkpointing?.settled()) ?? []
  yield { type: 'paused', ...at }
  while (control.isPaused) {
    signal.throwIfAborted()
    const wait = new AbortController()
    await Promise.race([control.nextOrder(), once(signal, 'abort', { signal: wait.signal })]).finally(() =>
      wait.abort(),
    )
    signal.throwIfAborted()
    yield* steer(run)
  }
  progress.running.exclude(performance.now() - since)
  yield { type: 'resumed', ...at }
}
