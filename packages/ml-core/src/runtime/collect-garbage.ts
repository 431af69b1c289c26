import { setImmediate } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/**
 * Frees what JavaScript has let go of. V8 does so when its own heap fills; a training hardly touches that, so hundreds
 * of megabytes outside of it (a data set's images, initial weights) would stay beside it to its end.
 */
export async function collectGarbage(): Promise<void> {
  setFlagsFromString('--expose-gc')
  const collect: unknown = runInNewContext('gc')
  if (typeof collect !== 'function') return
  // What a finished promise held is free only after it has settled.
  await setImmediate()
  collect()
  // Memory outside the heap is freed beside the first collection; the second one waits for that.
  collect()
}
