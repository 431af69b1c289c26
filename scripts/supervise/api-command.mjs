import { join } from 'node:path'
import { root } from '../setup/paths.mjs'

/**
 * How the built API is run. V8 lets its young generation grow to 100 MB and more, and glibc keeps a heap a thread: a
 * server whose objects die young needs neither. A large buffer that is freed goes back at once. With an old generation of
 * up to 4 GB, V8's own bound, garbage is let lie until there are hundreds of megabytes of it.
 */
export const apiCommand = {
  args: ['--max-semi-space-size=16', '--max-old-space-size=1400', join(root, 'apps/api/dist/main.mjs')],
  env: {
    ...{ NODE_ENV: 'production', MALLOC_ARENA_MAX: '1', MALLOC_MMAP_THRESHOLD_: '131072' },
    WEB_STATIC: join(root, 'apps/web/.next/static'),
  },
}
