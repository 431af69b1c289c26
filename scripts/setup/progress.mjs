import { performance } from 'node:perf_hooks'
import { env } from 'node:process'

/** A step that cannot go on: what failed, what was tried, what to do. Shown to people as it is. */
export class SetupError extends Error {
  /** @param {string} message @param {{ tried?: string[], advice: string }} more */
  constructor(message, { tried = [], advice }) {
    super([message, ...tried.map((line) => `  tried: ${line}`), `  What to do: ${advice}`].join('\n'))
    this.name = 'SetupError'
  }
}

const SPINNER = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏']
const NEWS_EVERY_MS = 10_000

/**
 * Shows steps on a stream, by default standard error, so that standard output stays a program's own: one line a step
 * that moves in a terminal; elsewhere plain lines, with a sign of life every ten seconds.
 * @param {NodeJS.WriteStream} stream
 */
export function createProgress(stream = process.stderr) {
  const live = stream.isTTY === true && env.TERM !== 'dumb'
  const colour = live && !env.NO_COLOR
  const paint = (/** @type {number} */ code, /** @type {string} */ text) =>
    colour ? `\u001B[${code}m${text}\u001B[0m` : text
  let current = /** @type {{ title: string, detail: string, since: number } | null} */ (null)
  let frame = 0

  const seconds = (/** @type {number} */ since) => `${((performance.now() - since) / 1000).toFixed(1)} s`
  const erase = () => live && current && stream.write('\r\u001B[K')
  const write = (/** @type {string} */ line) => {
    erase()
    stream.write(`${line}\n`)
    draw()
  }
  const draw = () => {
    if (!live || !current) return
    const { title, detail, since } = current
    const width = Math.max(20, (stream.columns || 80) - 1)
    const text = `${SPINNER[frame++ % SPINNER.length]} ${title}${detail && `: ${detail}`} (${seconds(since)})`
    stream.write(`\r\u001B[K${text.slice(0, width)}`)
  }

  return {
    /** A line of its own. */
    line: write,

    /**
     * Runs one step. `work` is given a function that says what it is doing now, and returns what came out, in a few
     * words or with a value beside them.
     * @template T
     * @param {string} title
     * @param {(say: (detail: string) => void) => Promise<{ outcome: string, value: T }>} work
     * @returns {Promise<T>}
     */
    async step(title, work) {
      const since = performance.now()
      const mine = { title, detail: '', since }
      current = mine
      draw()
      const news = () => {
        if (live) draw()
        else stream.write(`… ${title}${mine.detail && `: ${mine.detail}`} (${seconds(since)})\n`)
      }
      const timer = setInterval(news, live ? 100 : NEWS_EVERY_MS)
      try {
        const { outcome, value } = await work((detail) => {
          mine.detail = detail
        })
        erase()
        current = null
        stream.write(`${paint(32, '✓')} ${title}: ${outcome} ${paint(90, `(${seconds(since)})`)}\n`)
        return value
      } catch (error) {
        erase()
        current = null
        stream.write(`${paint(31, '✗')} ${title} ${paint(90, `(${seconds(since)})`)}\n`)
        throw error
      } finally {
        clearInterval(timer)
      }
    },
  }
}

/** @typedef {ReturnType<typeof createProgress>} Progress */
/** @typedef {(detail: string) => void} Say */
