import type { Warn } from './say.ts'
import { textOf } from './text.ts'

/** Values of hyperparameters as they are compared and searched. */
type Parameter = string | number | boolean | null | readonly Parameter[]

const DEEPEST = 10
const MOST = 1_000
const MOST_NAME = 250
const MOST_TEXT = 2_000
/** All of them go into one request, of 1 MiB. */
const MOST_BYTES = 512 * 1024

/**
 * Hyperparameters under flat names: `{optimizer: {lr: 1}}` becomes `{'optimizer.lr': 1}`. What the server would refuse is
 * cut or left out, and told.
 */
export function flatParameters(
  config: Readonly<Record<string, unknown>>,
  warn: Warn,
): Record<string, Parameter> {
  const flat = new Map<string, Parameter>()
  let bytes = 0
  try {
    for (const [name, value] of leavesOf(config, '', 0)) {
      const entry = [textOf(name, MOST_NAME), shortened(name, plain(value, 0), warn)] as const
      bytes += Buffer.byteLength(JSON.stringify(entry))
      if (flat.size === MOST || bytes > MOST_BYTES) {
        warn('config', `the config is too large: its first ${flat.size} entries are kept`)
        break
      }
      flat.set(...entry)
    }
  } catch (error) {
    warn('config', `the config cannot be read to its end: ${error}`)
  }
  return Object.fromEntries(flat)
}

function* leavesOf(entries: object, prefix: string, depth: number): Generator<[string, unknown], void, void> {
  for (const [key, value] of Object.entries(entries)) {
    const name = `${prefix}${key}`
    if (isNested(value) && depth < DEEPEST) yield* leavesOf(value, `${name}.`, depth + 1)
    else if (value !== undefined) yield [name, value]
  }
}

/** What has no entries of its own, such as a URL, is a value. */
const isNested = (value: unknown): value is object =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  !ArrayBuffer.isView(value) &&
  Object.keys(value).length > 0

/** What has no counterpart in JSON becomes its text. */
function plain(value: unknown, depth: number): Parameter {
  if (value === null || typeof value === 'boolean') return value
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value)
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? String(value) : value.toISOString()
  if (Array.isArray(value) && depth < DEEPEST) return value.map((entry) => plain(entry, depth + 1))
  return textOf(value)
}

/** A list becomes text at the server. */
function shortened(name: string, value: Parameter, warn: Warn): Parameter {
  const long = typeof value === 'string' ? value : JSON.stringify(value)
  if (long.length <= MOST_TEXT) return value
  warn(
    'long parameter',
    `a value of the config has at most ${MOST_TEXT} characters: ${name.slice(0, 60)} is cut`,
  )
  return textOf(long, MOST_TEXT)
}
