import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { closeSync, openSync, readFileSync, statSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import type { Account } from './account.ts'
import { SERVER_ENVIRONMENT } from './environment.ts'
import type { ClusterFolder } from './folder.ts'
import { readServerFile } from './leftovers.ts'

export type Exit = { readonly code: number | null; readonly signal: NodeJS.Signals | null }

/** One run of the `postgres` program. */
export type ServerProcess = {
  readonly pid: number
  readonly exited: Promise<Exit>
  /** Sends the signal and waits for the end. */
  readonly end: (signal: 'SIGINT' | 'SIGQUIT' | 'SIGKILL', patienceMs: number) => Promise<boolean>
  /** What it has logged since it was started. */
  readonly logged: () => string
}

const READY_WITHIN_MS = 300_000

export function spawnServer(
  program: string,
  folder: ClusterFolder,
  account: Account | null,
  options: {
    readonly port: number
    readonly log: string
    readonly settings: Readonly<Record<string, string>>
  },
): ServerProcess {
  const settings = { ...options.settings, listen_addresses: '127.0.0.1', unix_socket_directories: '' }
  const server = [program, '-D', folder.data, '-p', String(options.port)]
  for (const [name, value] of Object.entries(settings)) server.push('-c', `${name}=${value}`)
  const [command = program, ...args] = [...diesWithParent(), ...server]
  const log = openSync(options.log, 'a', 0o600)
  const logStart = statSync(options.log).size
  // A session of its own: Ctrl-C in the terminal must not reach the server before its clients have ended.
  const child = spawn(command, args, {
    ...account,
    cwd: '/',
    detached: true,
    stdio: ['ignore', log, log],
    env: SERVER_ENVIRONMENT,
  })
  closeSync(log)
  child.unref()
  const stopWithUs = () => child.kill('SIGINT')
  process.once('exit', stopWithUs)
  const exited = exitOf(child).finally(() => process.off('exit', stopWithUs))
  return {
    pid: child.pid ?? 0,
    exited,
    end: async (signal, patienceMs) => {
      child.ref()
      child.kill(signal)
      const ended = await Promise.race([exited, delay(patienceMs, null, { ref: false })])
      return ended !== null
    },
    logged: () => readFileSync(options.log).subarray(logStart).toString('utf8').trim(),
  }
}

/** Has the kernel shut the server down properly (SIGINT) when its owner dies, even by kill -9. */
function diesWithParent(): string[] {
  const option = ['--pdeathsig', 'INT']
  return spawnSync('setpriv', [...option, 'true'], { stdio: 'ignore' }).status === 0
    ? ['setpriv', ...option]
    : []
}

function exitOf(child: ChildProcess): Promise<Exit> {
  return new Promise((resolve) => {
    child.once('error', () => resolve({ code: -1, signal: null }))
    child.once('exit', (code, signal) => resolve({ code, signal }))
  })
}

/** Whether the server came to accept connections; false when it ended first. */
export async function becameReady(server: ServerProcess, folder: ClusterFolder): Promise<boolean> {
  const ended = server.exited.then(() => true)
  const deadline = Date.now() + READY_WITHIN_MS
  while (Date.now() < deadline) {
    const file = readServerFile(folder)
    if (file?.pid === server.pid && file.status === 'ready') return true
    if (await Promise.race([ended, delay(20, false)])) return false
  }
  await server.end('SIGQUIT', 10_000)
  return false
}
