import { existsSync, mkdtempSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { defineConfig } from '@playwright/test'
import { client } from '../api/test/support/oidc-client.ts'

/** Debian's Chromium; elsewhere the one that Playwright installed. */
const CHROMIUM = '/usr/bin/chromium'

// The workers read this file too: ports and folder are drawn once and handed on.
process.env.ATELIER_E2E_PORT ??= String(await freePort())
process.env.ATELIER_E2E_OIDC_PORT ??= String(await freePort())
process.env.ATELIER_E2E_FOLDER ??= mkdtempSync(join(tmpdir(), 'atelier-sessions-'))
const url = `http://127.0.0.1:${process.env.ATELIER_E2E_PORT}`
const executablePath = process.env.CHROMIUM_PATH || (existsSync(CHROMIUM) ? CHROMIUM : undefined)

export default defineConfig({
  testDir: 'e2e',
  outputDir: '../../test-results/pages',
  // Journeys wait more than they work; each leaves what the others look at alone.
  workers: 2,
  timeout: 240_000,
  expect: { timeout: 60_000 },
  use: {
    baseURL: url,
    viewport: { width: 1440, height: 900 },
    screenshot: 'only-on-failure',
    // A trace takes a sixth of the time; what failed runs again with `playwright test --trace on FILE`.
    trace: 'off',
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
  projects: [
    // The first person comes in by the link that the terminal prints; everything else runs in their session.
    { name: 'first owner', testMatch: 'first-owner.ts' },
    {
      name: 'pages',
      testMatch: '*.spec.ts',
      dependencies: ['first owner'],
      use: { storageState: join(process.env.ATELIER_E2E_FOLDER, 'owner.json') },
    },
  ],
  webServer: {
    command: 'node e2e/product.ts',
    url,
    timeout: 600_000,
    gracefulShutdown: { signal: 'SIGTERM', timeout: 30_000 },
    stdout: 'pipe',
    env: {
      PORT: process.env.ATELIER_E2E_PORT,
      ATELIER_E2E_FOLDER: process.env.ATELIER_E2E_FOLDER,
      ATELIER_SIGN_IN: 'on',
      // No journey waits for another's training.
      WORKER_SLOTS: '2',
      ATELIER_PUBLIC_URL: url,
      ATELIER_E2E_OIDC_PORT: process.env.ATELIER_E2E_OIDC_PORT,
      ATELIER_OIDC_ISSUER: `http://127.0.0.1:${process.env.ATELIER_E2E_OIDC_PORT}`,
      ATELIER_OIDC_CLIENT_ID: client.id,
      ATELIER_OIDC_CLIENT_SECRET: client.secret,
      ATELIER_OIDC_NAME: 'Lab login',
      DATABASE_URL: '',
      HOST: '127.0.0.1',
    },
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
