import { join } from 'node:path'
import { defineConfig } from '@playwright/test'
import tests from './playwright.config.ts'
import { type Look, looks } from './screenshots/pages.ts'

const storageState = join(process.env.ATELIER_E2E_FOLDER ?? '', 'owner.json')
const names = Object.keys(looks) as Look[]

/** `npm run screenshots`: the product of the tests, filled with content, and a picture of every page in every look. */
export default defineConfig(tests, {
  testDir: 'screenshots',
  outputDir: '../../test-results/screenshots-failed',
  projects: [
    { name: 'first owner', testDir: 'e2e', testMatch: 'first-owner.ts' },
    {
      name: 'content',
      testMatch: 'make-content.ts',
      dependencies: ['first owner'],
      timeout: 900_000,
      use: { storageState },
    },
    ...names.map((name) => ({
      name,
      testMatch: 'take-pictures.ts',
      dependencies: ['content'],
      timeout: 900_000,
      use: { storageState, ...looks[name] },
    })),
  ],
})
