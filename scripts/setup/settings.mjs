import { isIP } from 'node:net'
import { hostname } from 'node:os'
import { delimiter, dirname, join, resolve } from 'node:path'
import { env } from 'node:process'
import { root } from './paths.mjs'
import { SetupError } from './progress.mjs'

/** @typedef {ReturnType<typeof readSettings>} Settings */

/** Everything that the scripts are told by the environment; names the variable that is wrong. */
export function readSettings() {
  const { DATABASE_URL, CHROMIUM_PATH, HOST } = env
  if (DATABASE_URL && !/^postgres(ql)?:\/\/./.test(DATABASE_URL))
    throw wrong(
      'DATABASE_URL',
      'must be the address of a PostgreSQL database, such as postgresql://user:password@host/name',
    )
  // npm changes to the project's folder and tells from where it was called.
  const calledFrom = env.INIT_CWD || process.cwd()
  return {
    /** 0: any free one. */
    port: portOf(env.PORT || '3000'),
    host: hostOf(HOST || '127.0.0.1'),
    calledFrom,
    dataFolder: resolve(calledFrom, env.ATELIER_DATA || join(root, '.atelier')),
    databaseUrl: DATABASE_URL || undefined,
    tensorflow: variantOf(env.ATELIER_TENSORFLOW || undefined),
    device: deviceOf(env.ATELIER_DEVICE || 'auto'),
    chromium: CHROMIUM_PATH || undefined,
    workerName: env.WORKER_NAME || hostname(),
    signIn: signInOf(env.ATELIER_SIGN_IN || 'on'),
  }
}

/** @param {string} text */
function hostOf(text) {
  if (isIP(text) !== 0 || text === 'localhost') return text
  throw wrong(
    'HOST',
    `must be an address of this machine, such as 127.0.0.1 or 0.0.0.0 (all of them), not '${text}'`,
  )
}

/** @param {string} text @returns {'on' | 'off'} */
function signInOf(text) {
  if (text === 'on' || text === 'off') return text
  throw wrong('ATELIER_SIGN_IN', `must be 'on' or 'off', not '${text}'`)
}

/** Whether only this machine can reach that address. @param {string} host */
export const isLoopback = (host) => host === 'localhost' || host === '::1' || /^127\./.test(host)

/** @param {string} text */
function portOf(text) {
  const port = Number(text)
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw wrong('PORT', `must be a whole number from 0 to 65535 (0: any free port), not '${text}'`)
  return port
}

/** @param {string | undefined} text @returns {'cpu' | 'gpu' | undefined} */
function variantOf(text) {
  if (text === undefined || text === 'cpu' || text === 'gpu') return text
  throw wrong('ATELIER_TENSORFLOW', `must be 'cpu' or 'gpu', not '${text}'`)
}

/** @param {string} text @returns {'auto' | 'cpu' | 'gpu'} */
function deviceOf(text) {
  if (text === 'auto' || text === 'cpu' || text === 'gpu') return text
  throw wrong('ATELIER_DEVICE', `must be 'auto', 'cpu' or 'gpu', not '${text}'`)
}

/** @param {string} name @param {string} rule */
const wrong = (name, rule) =>
  new SetupError(`${name} ${rule}.`, { advice: `set ${name} to such a value, or leave it out.` })

/** The environment of programs that must find our Node first. @param {import('./node.mjs').Node} node */
export const withNode = (node) => ({ PATH: `${dirname(node.program)}${delimiter}${env.PATH ?? ''}` })
