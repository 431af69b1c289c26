import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  // Vite would take graphql's "module" build for our files while its users, loaded by Node, take "main": two realms.
  resolve: { alias: [{ find: /^graphql$/, replacement: fileURLToPath(import.meta.resolve('graphql')) }] },
  test: {
    name: 'api',
    root: import.meta.dirname,
    include: ['test/**/*.test.ts'],
    globalSetup: [
      fileURLToPath(import.meta.resolve('@atelier/db/testing').replace('index.ts', 'global-setup.ts')),
    ],
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
})
