import { expect, it } from 'vitest'
import { findDataset, parseTraining, threadEnvironment, threadsFor, unwrap } from '../src/spec/index.ts'

const info = findDataset('fashion-mnist')
if (!info) throw new Error('the catalogue has Fashion-MNIST')
const threadsOf = (preset: string, batchSize: number) =>
  threadsFor(unwrap(parseTraining({ model: { preset }, batchSize, seed: 1 }, info)))

it('small products get a core each, large ones all cores, and the batch counts', () => {
  expect(threadsOf('mlp', 64)).toBe('apart')
  expect(threadsOf('mlp', 4096)).toBe('together')
  expect(threadsOf('cnn', 64)).toBe('together')
  expect(threadEnvironment('apart')).toEqual({ TF_NUM_INTRAOP_THREADS: '1' })
  expect(threadEnvironment('together')).toEqual({
    ...{ MALLOC_ARENA_MAX: '1', GLIBC_TUNABLES: 'glibc.malloc.hugetlb=1' },
  })
})
