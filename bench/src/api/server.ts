import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { migrateDatabase } from '@atelier/db'
import { startPostgres } from '@atelier/db/embedded'

export type BenchServer = {
  readonly address: string
  readonly databaseUrl: string
  readonly processId: number
  stop(): Promise<void>
}

const main = path.resolve(import.meta.dirname, '../../../apps/api/src/main.ts')

/** The API in a process of its own, on a PostgreSQL of its own with its default durability (fsync, synchronous_commit). */
export async function startBenchServer(): Promise<BenchServer> {
  const folder = mkdtempSync(path.join(tmpdir(), 'atelier-bench-'))
  chmodSync(folder, 0o755)
  const postgres = await startPostgres({ folder: path.join(folder, 'postgres'), durable: true })
  const url = new URL(postgres.superuserUrl)
  url.pathname = '/bench'
  await migrateDatabase(url.href)
  const port = await freePort()
  const api = spawn(process.execPath, [main], {
    env: {
      ...process.env,
      ...{ DATABASE_URL: url.href, PORT: String(port), ATELIER_DATA: path.join(folder, 'data') },
      ...{ LOG_LEVEL: 'info', ATELIER_SIGN_IN: 'off' },
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const address = `http://127.0.0.1:${port}`
  await ready(address, api)
  return {
    ...{ address, databaseUrl: url.href, processId: api.pid ?? 0 },
    async stop() {
      api.kill('SIGTERM')
      if (api.exitCode === null) await once(api, 'exit')
      await postgres.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function ready(address: string, api: ChildProcess): Promise<void> {
  for (;;) {
    if (api.exitCode !== null) throw new Error(`the API ended with ${api.exitCode} before it was ready`)
    const answer = await fetch(`${address}/readyz`).catch(() => undefined)
    await answer?.arrayBuffer()
    if (answer?.ok) return
    await wait(100)
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('no free port')
  return address.port
}
