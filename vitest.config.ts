import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

/** Vitest's projects: pure code, native TensorFlow (one process at a time), real PostgreSQL, the API, components. */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'core',
          include: ['packages/ml-core/test/**/*.test.ts', 'packages/storage/test/**/*.test.ts'],
          exclude: ['packages/ml-core/test/native/**'],
        },
      },
      {
        test: {
          name: 'native',
          include: ['packages/ml-core/test/native/**/*.test.ts'],
          pool: 'forks',
          fileParallelism: false,
          testTimeout: 300_000,
        },
      },
      {
        test: {
          name: 'database',
          include: ['packages/db/test/**/*.test.ts', 'apps/worker/test/**/*.test.ts'],
          pool: 'forks',
          // Their trainings and waits leave two cores idle more often than not.
          maxWorkers: 3,
          globalSetup: [fileURLToPath(new URL('packages/db/src/testing/global-setup.ts', import.meta.url))],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'scripts',
          include: ['packages/client/test/**/*.test.ts', 'packages/cli/test/**/*.test.ts'],
          globalSetup: [fileURLToPath(new URL('packages/db/src/testing/global-setup.ts', import.meta.url))],
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
      'apps/api/vitest.config.ts',
      'apps/web/vitest.config.ts',
    ],
  },
})
