import { existsSync } from 'node:fs'
import { defineConfig } from 'vitest/config'

/** Vitest 5 projects: pure code, native TensorFlow (one process at a time), real PostgreSQL, React components. */
const databaseSetup = 'packages/db/src/testing/global-setup.ts'

export default defineConfig({
  test: {
    testTimeout: 60_000,
    hookTimeout: 60_000,
    projects: [
      {
        test: {
          name: 'core',
          include: ['packages/ml-core/test/**/*.test.ts'],
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
          include: ['packages/db/test/**/*.test.ts', 'apps/{api,worker}/test/**/*.test.ts'],
          pool: 'forks',
          maxWorkers: 2,
          globalSetup: existsSync(databaseSetup) ? [databaseSetup] : [],
        },
      },
      {
        test: {
          name: 'web',
          include: ['apps/web/test/**/*.test.{ts,tsx}'],
          environment: 'jsdom',
        },
      },
    ],
  },
})
