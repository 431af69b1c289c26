import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { createInterface } from 'node:readline'
import { childEnvironment, diesWithParent } from './command.mjs'
import { root } from './paths.mjs'
import { withNode } from './settings.mjs'

/**
 * What TensorFlow tells while it is being loaded, before any setting of its log holds: its news ("oneDNN custom
 * operations are on") and a warning about itself. Errors are other lines.
 */
const GREETING = /^(WARNING: All log messages before absl::InitializeLog|I\d{4} \d\d:\d\d:)/

/** @typedef {(handler: (signal: NodeJS.Signals) => void) => void} SetSignalHandler */

/**
 * Runs a program in the foreground: terminal, standard streams and signals are its own. Returns its exit status.
 * @param {string} command @param {string[]} args
 * @param {{ cwd?: string, env: NodeJS.ProcessEnv, setSignalHandler: SetSignalHandler, loadsTensorflow?: boolean }} options
 * @returns {Promise<number>}
 */
export async function runInForeground(
  command,
  args,
  { cwd = root, env, setSignalHandler, loadsTensorflow = false },
) {
  const [program = command, ...rest] = [...diesWithParent('TERM'), command, ...args]
  /** @type {import('node:child_process').StdioOptions} */
  const stdio = ['inherit', 'inherit', loadsTensorflow ? 'pipe' : 'inherit']
  const child = spawn(program, rest, { cwd, stdio, env })
  if (child.stderr)
    createInterface({ input: child.stderr }).on('line', (line) => {
      if (!GREETING.test(line)) process.stderr.write(`${line}\n`)
    })
  // A terminal's Ctrl-C reaches the child by itself; a signal sent to this process alone does not.
  setSignalHandler((signal) => (signal === 'SIGINT' && process.stdin.isTTY) || child.kill(signal))
  return await new Promise((resolve, reject) => {
    /** @param {number | null} code @param {NodeJS.Signals | null} signal */
    const end = (code, signal) => resolve(code ?? 128 + (signal ? constants.signals[signal] : 0))
    child.once('error', reject)
    if (loadsTensorflow) child.once('close', end)
    else child.once('exit', end)
  })
}

/**
 * The same for one of our TypeScript programs, on Node 24, where the person called it.
 * @param {import('./node.mjs').Node} node @param {string[]} args @param {import('./settings.mjs').Settings} settings
 * @param {SetSignalHandler} setSignalHandler
 */
export function handOver(node, args, settings, setSignalHandler) {
  const env = childEnvironment({ ...withNode(node), ATELIER_DATA: settings.dataFolder })
  return runInForeground(node.program, args, {
    cwd: settings.calledFrom,
    env,
    setSignalHandler,
    loadsTensorflow: true,
  })
}
