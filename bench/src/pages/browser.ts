import { spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { freePort } from '@atelier/db/testing'
import { type Browser, chromium } from '@playwright/test'
import { ready, startBenchServer } from '../api/server.ts'
import { root } from '../setting.ts'

export type ProductInBrowser = {
  readonly address: string
  readonly databaseUrl: string
  readonly browser: Browser
  stop(): Promise<void>
}

/**
 * Database, API and site as `npm start` runs them, once they are built, and a Chromium (CHROMIUM_PATH).
 * @param kept the folder in which the database is kept for the next time; none: it is thrown away
 */
export async function startProductInBrowser(kept?: string): Promise<ProductInBrowser> {
  const sitePort = String(await freePort())
  const siteAddress = `http://127.0.0.1:${sitePort}`
  const server = await startBenchServer(kept, siteAddress)
  const { address, databaseUrl } = server
  const next = path.join(root, 'node_modules/next/dist/bin/next')
  const site = spawn(process.execPath, [next, 'start', '--hostname', '127.0.0.1', '--port', sitePort], {
    cwd: path.join(root, 'apps/web'),
    env: { ...process.env, NODE_ENV: 'production', API_URL: `${address}/graphql` },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  await ready(siteAddress, site)
  const { CHROMIUM_PATH } = process.env
  const browser = await chromium.launch({
    ...(CHROMIUM_PATH && { executablePath: CHROMIUM_PATH }),
    args: ['--no-sandbox', '--disable-background-networking', '--no-first-run'],
  })
  return {
    ...{ address, databaseUrl, browser },
    async stop() {
      await browser.close()
      site.kill('SIGTERM')
      if (site.exitCode === null) await once(site, 'exit')
      await server.stop()
    },
  }
}
