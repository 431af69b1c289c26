import { threadEnvironment, threadsFor } from '../spec/threads.ts'
import type { TrainingSpec } from '../spec/training.ts'
import type { TrainingEvent } from '../spec/training-event.ts'
import type { TrainOptions } from './train.ts'

/** Loads TensorFlow, which takes half a second; a process that waits for its training does it beforehand. */
export const loadTensorFlow = () => import('./train.ts')

/**
 * Loads TensorFlow with the threads that suit the training, unless this process has it already, and trains: see
 * `train` in train.ts. What the environment says of threads (TF_NUM_INTRAOP_THREADS) stands.
 */
export async function* train(
  spec: TrainingSpec,
  options: TrainOptions,
): AsyncGenerator<TrainingEvent, void, undefined> {
  for (const [name, value] of Object.entries(threadEnvironment(threadsFor(spec)))) process.env[name] ??= value
  const runtime = await loadTensorFlow()
  yield* runtime.train(spec, options)
}
