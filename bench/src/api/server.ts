import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { migrateDatabase } from '@atelier/db'
import { startPostgres } from '@atelier/db/embedded'
import { freePort } from '@atelier/db/testing'
import { apiCommand } from '../../../scripts/supervise/api-command.mjs'

export type BenchServer = {
  readonly address: string
  readonly databaseUrl: string
  readonly processId: number
  stop(): Promise<void>
}

const root = path.resolve(import.meta.dirname, '../../..')

/** Builds the API that the servers run. */
export const buildApi = (): void =>
  void execFileSync('npm', ['run', '--silent', 'build', '--workspace', '@atelier/api'], {
    cwd: root,
    stdio: 'inherit',
  })

/**
 * The API as `npm start` runs it, once it is built, in a process of its own, on a PostgreSQL of its own with its default durability (fsync, synchronous_commit).
 * @param kept the folder in which its database is kept for the next time; none: it is thrown away
 * @param site where the site will be, to which the API passes on what is not its own
 */
export async function startBenchServer(kept?: string, site?: string): Promise<BenchServer> {
  const folder = kept ?? mkdtempSync(path.join(tmpdir(), 'atelier-bench-'))
  mkdirSync(folder, { recursive: true })
  chmodSync(folder, 0o755)
  const postgres = await startPostgres({ folder: path.join(folder, 'postgres'), durable: true })
  const url = new URL(postgres.superuserUrl)
  url.pathname = '/bench'
  await migrateDatabase(url.href)
  const port = await freePort()
  const api = spawn(process.execPath, apiCommand.args, {
    env: {
      ...{ ...process.env, ...apiCommand.env },
      ...{ DATABASE_URL: url.href, PORT: String(port), ATELIER_DATA: path.join(folder, 'data') },
      ...{ LOG_LEVEL: 'info', ATELIER_SIGN_IN: 'off' },
      ...(site !== undefined && { WEB_URL: site }),
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const address = `http://127.0.0.1:${port}`
  await ready(`${address}/readyz`, api)
  return {
    ...{ address, databaseUrl: url.href, processId: api.pid ?? 0 },
    async stop() {
      api.kill('SIGTERM')
      if (api.exitCode === null) await once(api, 'exit')
      await postgres.stop()
      if (kept === undefined) rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Waits until a server answers at an address. @throws when its process ends before */
export async function ready(address: string, server: ChildProcess): Promise<void> {
  for (;;) {
    if (server.exitCode !== null) throw new Error(`${address}: its server ended with ${server.exitCode}`)
    const answer = await fetch(address).catch(() => undefined)
    await answer?.arrayBuffer()
    if (answer?.ok) return
    await wait(100)
  }
}
