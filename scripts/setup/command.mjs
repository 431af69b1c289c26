import { spawn, spawnSync } from 'node:child_process'
import { appendFileSync, mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { root, setupLog } from './paths.mjs'

/** A program that a step ran and that failed; `said` is the end of what it printed. */
export class CommandError extends Error {
  /** @param {string} command @param {string} reason @param {string} said */
  constructor(command, reason, said) {
    super(
      `${command} failed (${reason})${said && `:\n${said.replaceAll(/^/gm, '    ')}`}\n    All of it: ${setupLog}`,
    )
    this.name = 'CommandError'
    this.said = said
  }
}

const KEPT = 4000
const running = new Set(/** @type {import('node:child_process').ChildProcess[]} */ ([]))

/**
 * Runs a program to its end and returns what it printed on standard output. It gets a process group of its own, ended
 * by `endCommands` and, with `deathSignal`, by the death of this process, so that nothing works on unseen.
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, onLine?: (line: string) => void, deathSignal?: 'KILL' | 'TERM' }} [options]
 * @returns {Promise<string>}
 */
export function run(
  command,
  args,
  { cwd = root, env = childEnvironment(), onLine, deathSignal = 'KILL' } = {},
) {
  const shown = [command, ...args].join(' ')
  note(`\n${new Date().toISOString()} $ ${shown}\n`)
  const [program, ...rest] = [...diesWithParent(deathSignal), command, ...args]
  const child = spawn(program ?? command, rest, {
    cwd,
    env,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  running.add(child)
  let [output, said] = ['', '']
  const hear = (/** @type {string} */ text) => {
    note(text)
    said = (said + text).slice(-KEPT)
    const line = text.trim().split('\n').at(-1)
    if (line && onLine) onLine(line)
  }
  child.stdout.setEncoding('utf8').on('data', (text) => {
    output += text
    hear(text)
  })
  child.stderr.setEncoding('utf8').on('data', hear)
  return new Promise((resolve, reject) => {
    child.once('error', (error) => {
      running.delete(child)
      reject(new CommandError(shown, error.message, ''))
    })
    child.once('close', (code, signal) => {
      running.delete(child)
      if (code === 0) resolve(output)
      else reject(new CommandError(shown, signal ?? `exit status ${code}`, said.trim()))
    })
  })
}

/** Ends whatever `run` has under way. */
export function endCommands(/** @type {NodeJS.Signals} */ signal = 'SIGTERM') {
  for (const child of running) signalGroup(child.pid, signal)
}

/** @param {number | undefined} leader @param {NodeJS.Signals} signal */
export function signalGroup(leader, signal) {
  if (leader === undefined) return
  try {
    process.kill(-leader, signal)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error
  }
}

/** @type {boolean | undefined} */
let setprivWorks

/** Words to put before a command, so that the kernel sends it that signal when this process dies. @param {string} signal */
export function diesWithParent(signal) {
  const words = ['setpriv', '--pdeathsig', signal]
  setprivWorks ??= spawnSync('setpriv', ['--pdeathsig', signal, 'true'], { stdio: 'ignore' }).status === 0
  return setprivWorks ? words : []
}

/** This process's environment, less what npm adds for the script that it runs, with `more` over it. */
export function childEnvironment(/** @type {NodeJS.ProcessEnv} */ more = {}) {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^(npm_(package|lifecycle|command)|INIT_CWD)/.test(name),
  )
  return { ...Object.fromEntries(kept), TURBO_TELEMETRY_DISABLED: '1', NEXT_TELEMETRY_DISABLED: '1', ...more }
}

/** Whether a program can be run at all. */
export function works(/** @type {string} */ command, /** @type {string[]} */ args) {
  return spawnSync(command, args, { stdio: 'ignore', cwd: '/' }).status === 0
}

function note(/** @type {string} */ text) {
  mkdirSync(dirname(setupLog), { recursive: true })
  appendFileSync(setupLog, text)
}
