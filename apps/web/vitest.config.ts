import { fileURLToPath } from 'node:url'
import { defaultServerConditions } from 'vite'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  resolve: {
    // Apollo's integration with Next has one build for browsers and one for the server.
    conditions: ['browser', ...defaultServerConditions],
    // So has ws, of which the tests are the server.
    alias: { ws: fileURLToPath(import.meta.resolve('ws')) },
  },
  test: {
    name: 'web',
    root: import.meta.dirname,
    include: ['test/**/*.test.{ts,tsx}'],
    environment: 'jsdom',
    server: { deps: { inline: [/@apollo\/client-/] } },
    // A first import of Mantine or Apollo on a busy machine takes its time.
    testTimeout: 30_000,
  },
})
