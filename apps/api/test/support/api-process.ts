import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { listenUrlOf } from '@atelier/db/testing'

export type ApiProcess = { readonly child: ChildProcess; readonly port: number; readonly lines: string[] }

/** The API as `npm start` runs it: a process of its own, up when this resolves, on that port or any free one. */
export async function startProcess(
  databaseUrl: string,
  { port = 0, env = {} }: { readonly port?: number; readonly env?: NodeJS.ProcessEnv } = {},
): Promise<ApiProcess> {
  const child = spawn(process.execPath, ['src/main.ts'], {
    cwd: new URL('../..', import.meta.url),
    env: {
      DATABASE_LISTEN_URL: listenUrlOf(databaseUrl),
      ...{ PATH: process.env.PATH, DATABASE_URL: databaseUrl, PORT: String(port), ATELIER_DATA: '/nowhere' },
      ...{ ATELIER_SIGN_IN: 'off', ...env },
    },
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const lines: string[] = []
  const { promise: up, resolve, reject } = Promise.withResolvers<number>()
  createInterface({ input: child.stdout }).on('line', (line) => {
    lines.push(line)
    const { msg, port: told } = JSON.parse(line)
    if (msg === 'the API is up') resolve(told)
  })
  child.once('exit', (code) => reject(new Error(`the API ended with ${code}: ${lines.join('\n')}`)))
  return { child, port: await up, lines }
}

/** Tells it to stop; resolves with its exit status. */
export async function stopProcess({ child }: ApiProcess): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode
  const exit = once(child, 'exit')
  child.kill('SIGTERM')
  const [code] = await exit
  return code
}
