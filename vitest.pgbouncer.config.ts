import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url))
const setup = [at('packages/db/src/testing/pooler-setup.ts')]

/** Tests of database, worker and API behind a PgBouncer in transaction mode: `npm run test:pgbouncer`. */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'database behind PgBouncer',
          include: [
            ...['packages/db/test/**/*.test.ts', 'apps/worker/test/**/*.test.ts'],
            // What there is to find out behind a pooler only.
            'packages/db/test/**/*.pooled.ts',
          ],
          exclude: [
            // PostgreSQL itself and the connections to it are what these are about.
            ...['embedded', 'listen', 'backup'].map((name) => `packages/db/test/${name}.test.ts`),
            // Runs the product with the PostgreSQL that it brings along.
            'apps/worker/test/survive/**',
          ],
          pool: 'forks',
          maxWorkers: 2,
          globalSetup: setup,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        extends: 'apps/api/vitest.config.ts',
        test: { name: 'API behind PgBouncer', root: at('apps/api'), globalSetup: setup },
      },
    ],
  },
})
