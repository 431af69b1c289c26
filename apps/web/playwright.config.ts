import { existsSync } from 'node:fs'
import { createServer } from 'node:net'
import { defineConfig } from '@playwright/test'

/** Debian's Chromium; elsewhere the one that Playwright installed. */
const CHROMIUM = '/usr/bin/chromium'

// The workers read this file too: the port is drawn once and handed on.
process.env.ATELIER_E2E_PORT ??= String(await freePort())
const url = `http://127.0.0.1:${process.env.ATELIER_E2E_PORT}`
const executablePath = process.env.CHROMIUM_PATH || (existsSync(CHROMIUM) ? CHROMIUM : undefined)

export default defineConfig({
  testDir: 'e2e',
  outputDir: '../../test-results/pages',
  // One machine trains: one test at a time.
  workers: 1,
  timeout: 240_000,
  expect: { timeout: 60_000 },
  use: {
    baseURL: url,
    viewport: { width: 1440, height: 900 },
    screenshot: 'only-on-failure',
    trace: 'retain-on-failure',
    launchOptions: {
      ...(executablePath ? { executablePath } : {}),
      args: [
        '--no-sandbox',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-domain-reliability',
        '--no-first-run',
      ],
    },
  },
  webServer: {
    command: 'node e2e/product.ts',
    url,
    timeout: 600_000,
    gracefulShutdown: { signal: 'SIGTERM', timeout: 30_000 },
    stdout: 'pipe',
    env: { PORT: process.env.ATELIER_E2E_PORT, DATABASE_URL: '', HOST: '127.0.0.1' },
  },
})

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() =>
        typeof address === 'object' && address ? resolve(address.port) : reject(new Error('no free port')),
      )
    })
  })
}
