import { isKernel, sizeOf } from './shape.ts'
import type { TrainingSpec } from './training.ts'

/**
 * How TensorFlow shares a processor's cores. `together`: all of them work on one op, which pays where ops take
 * milliseconds. `apart`: each works on an op of its own, since waking and awaiting the others costs more than they
 * save in an op of microseconds (measured: bench/README.md).
 */
export type Threads = 'together' | 'apart'

/** Multiplications of a model's largest product up to which its ops count as small: some 2 ms of one core. */
const SMALL_PRODUCT = 64 * 2 ** 20

/** What suits a training, by its largest product. One training always gets one answer: sums depend on the threads. */
export function threadsFor({ model, batchSize }: Pick<TrainingSpec, 'model' | 'batchSize'>): Threads {
  const products = model.layers.map(({ weightSpecs, output }) => {
    const largest = Math.max(0, ...weightSpecs.filter(isKernel).map(({ shape }) => sizeOf(shape)))
    return largest * sizeOf(output.slice(0, -1)) * batchSize
  })
  return Math.max(...products) <= SMALL_PRODUCT ? 'apart' : 'together'
}

/**
 * The environment in which a process that trains is to be started. TensorFlow asks for its threads once, while it is
 * loaded; glibc asks at the start: where ops are large, one heap for all threads takes 50 MiB less and no more time, and
 * huge pages for it, which are made ready at a time instead of 512 small ones, spare a tenth of a step.
 */
export const threadEnvironment = (threads: Threads): Readonly<Record<string, string>> =>
  threads === 'apart'
    ? { TF_NUM_INTRAOP_THREADS: '1' }
    : { MALLOC_ARENA_MAX: '1', GLIBC_TUNABLES: 'glibc.malloc.hugetlb=1' }
