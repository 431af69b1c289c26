import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    name: 'web',
    root: import.meta.dirname,
    include: ['test/**/*.test.{ts,tsx}'],
    environment: 'jsdom',
    // A first import of Mantine or Apollo on a busy machine takes its time.
    testTimeout: 30_000,
  },
})
