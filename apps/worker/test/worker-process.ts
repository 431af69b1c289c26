import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import readline from 'node:readline'
import { listenUrlOf } from '@atelier/db/testing'

const main = path.resolve(import.meta.dirname, '../src/main.ts')

export type WorkerProcess = {
  readonly name: string
  readonly dataFolder: string
  /** What it has logged, a JSON object a line. */
  readonly lines: readonly string[]
  /** The training processes that it has started and that live. */
  children(): number[]
  kill(signal: NodeJS.Signals): void
  /** Its exit code, or the signal that ended it. */
  readonly exit: Promise<number | NodeJS.Signals | null>
}

/**
 * A worker as it runs in the product, but that a dead one's runs are free after a third of the time. Resolves when it
 * waits for runs. `settings`: further variables; without a data folder among them it gets one for as long as it lives.
 */
export async function startWorker(
  databaseUrl: string,
  name: string,
  settings: Readonly<Record<string, string>> = {},
): Promise<WorkerProcess> {
  const dataFolder = settings.ATELIER_DATA ?? temporaryData()
  const env = {
    ...process.env,
    ATELIER_DATA: dataFolder,
    DATABASE_URL: databaseUrl,
    DATABASE_LISTEN_URL: listenUrlOf(databaseUrl),
    WORKER_NAME: name,
    WORKER_LEASE_SECONDS: '3',
    LOG_LEVEL: 'info',
    ...settings,
  }
  const child = spawn(process.execPath, [main], { env, stdio: ['ignore', 'pipe', 'inherit'] })
  const exit = exitOf(child).finally(() => {
    if (settings.ATELIER_DATA === undefined) rmSync(dataFolder, { recursive: true, force: true })
  })
  const lines: string[] = []
  await Promise.race([
    lineWith(child, 'the worker waits for runs', lines),
    exit.then((code) => failed(name, code)),
  ])
  return {
    ...{ name, dataFolder, lines, exit },
    kill: (signal) => child.kill(signal),
    children: () => childrenOf(child.pid ?? 0),
  }
}

/** A data folder for checkpoints, with this machine's data sets. */
export function temporaryData(): string {
  const shared = process.env.ATELIER_DATA ?? path.resolve(import.meta.dirname, '../../../.atelier')
  const folder = mkdtempSync(path.join(tmpdir(), 'atelier-worker-'))
  symlinkSync(path.join(shared, 'datasets'), path.join(folder, 'datasets'))
  return folder
}

/** Direct children of a process, as Linux lists them. */
export function childrenOf(pid: number): number[] {
  const list = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim()
  return list === '' ? [] : list.split(' ').map(Number)
}

function exitOf(child: ChildProcess): Promise<number | NodeJS.Signals | null> {
  return new Promise((resolve) => child.once('exit', (code, signal) => resolve(signal ?? code)))
}

function lineWith(child: ChildProcess, text: string, lines: string[]): Promise<void> {
  const { stdout } = child
  if (!stdout) throw new Error('the worker must be started with a pipe')
  return new Promise((resolve) => {
    readline.createInterface({ input: stdout }).on('line', (line) => {
      lines.push(line)
      if (line.includes(text)) resolve()
    })
  })
}

function failed(name: string, code: number | NodeJS.Signals | null): never {
  throw new Error(`the worker ${name} ended before it was ready (${code})`)
}
