import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url))
const globalSetup = [at('packages/db/src/testing/global-setup.ts')]

const together = {
  // Trainings and waits leave two cores idle more often than not. Projects of one number run beside each other.
  maxWorkers: Math.max(3, availableParallelism() - 1),
  // A file that starts in a process of its own loads TensorFlow, the API or jsdom again.
  isolate: false,
}

/** The longest first: at the end nothing is left to run beside a long file. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const projects = ['database', 'native', 'scripts', 'api', 'core', 'web']
    const place = ({ moduleId, project }: TestSpecification) =>
      moduleId.includes('/survive/') ? -1 : projects.indexOf(project.name)
    return (await super.sort(files)).sort((one, other) => place(one) - place(other))
  }
}

/** Vitest's projects: pure code, native TensorFlow, real PostgreSQL, clients for scripts, the API, components. */
export default defineConfig({
  test: {
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        test: {
          name: 'core',
          include: ['packages/ml-core/test/**/*.test.ts', 'packages/storage/test/**/*.test.ts'],
          exclude: ['packages/ml-core/test/native/**'],
          ...together,
        },
      },
      {
        test: {
          name: 'native',
          include: ['packages/ml-core/test/native/**/*.test.ts'],
          ...together,
          testTimeout: 300_000,
        },
      },
      {
        test: {
          name: 'database',
          include: ['packages/db/test/**/*.test.ts', 'apps/worker/test/**/*.test.ts'],
          ...together,
          globalSetup,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'scripts',
          include: ['packages/client/test/**/*.test.ts', 'packages/cli/test/**/*.test.ts'],
          ...together,
          globalSetup,
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
      {
        extends: 'apps/api/vitest.config.ts',
        test: { ...together, name: 'api', root: at('apps/api') },
      },
      {
        extends: 'apps/web/vitest.config.ts',
        test: { ...together, name: 'web', root: at('apps/web') },
      },
    ],
  },
})
