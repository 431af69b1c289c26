import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { setTimeout as delay } from 'node:timers/promises'
import { childEnvironment, diesWithParent, signalGroup } from '../setup/command.mjs'
import { endOfLog } from './logs.mjs'

const FIRST_WAIT_MS = 500
/** Shorter than the 15 seconds within which a training goes on, whatever was killed how often. */
const LONGEST_WAIT_MS = 5_000
/** After so long without a fault, the next one counts as the first. */
const STEADY_MS = 10_000

/**
 * A process that is kept running: when it ends unasked it is started again, after a wait that doubles up to five
 * seconds, and one line says so. It leads a process group of its own and cannot outlive this process.
 * @param {{
 *   name: string, command: string, args: string[], cwd: string, env: NodeJS.ProcessEnv,
 *   log: { path: string, file: number }, patience: number,
 *   report: (line: string) => void, onOutput?: (line: string) => void }} service
 */
export function startService({ name, command, args, cwd, env, log, patience, report, onOutput }) {
  let stopping = false
  let faults = 0
  let child = launch()
  const wake = new AbortController()
  const finished = keep()

  function launch() {
    const [program = command, ...rest] = [...diesWithParent('TERM'), command, ...args]
    const started = spawn(program, rest, {
      cwd,
      env: childEnvironment(env),
      detached: true,
      // Standard input stays open as long as this process lives: its end is another sign to stop.
      stdio: ['pipe', onOutput ? 'pipe' : log.file, log.file],
    })
    if (onOutput && started.stdout) createInterface({ input: started.stdout }).on('line', onOutput)
    return started
  }

  async function keep() {
    for (;;) {
      const since = Date.now()
      const reason = await endOf(child)
      // What the process itself had started must not work on without it.
      signalGroup(child.pid, 'SIGKILL')
      if (stopping) return
      faults = Date.now() - since > STEADY_MS ? 1 : faults + 1
      const wait = Math.min(FIRST_WAIT_MS * 2 ** (faults - 1), LONGEST_WAIT_MS)
      report(
        `${name} ended unexpectedly (${reason}); starting it again in ${wait / 1000} s. Its log: ${log.path}`,
      )
      await delay(wait, undefined, { signal: wake.signal }).catch(() => undefined)
      if (stopping) return
      child = launch()
    }
  }

  return {
    name,
    faults: () => faults,
    /** The process that runs now, or ran last. */
    pid: () => child.pid,
    lastWords: () => endOfLog(log.path),
    /** Asks it to end and waits, for `patience` milliseconds at most; then ends it. */
    async stop() {
      stopping = true
      wake.abort()
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM')
      const late = delay(patience, 'late', { ref: false })
      if ((await Promise.race([finished, late])) === 'late') this.kill()
      await finished
    },
    /** Ends it and all it has started, at once. */
    kill() {
      stopping = true
      wake.abort()
      signalGroup(child.pid, 'SIGKILL')
    },
  }
}

/** Why it ended, once it has. @param {import('node:child_process').ChildProcess} running @returns {Promise<string>} */
function endOf(running) {
  return new Promise((resolve) => {
    running.once('error', (error) => resolve(error.message))
    running.once('exit', (code, signal) => resolve(signal ?? `exit status ${code}`))
  })
}

/** @typedef {ReturnType<typeof startService>} Service */
