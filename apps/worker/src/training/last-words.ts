import type { ChildProcess } from 'node:child_process'
import readline from 'node:readline'
import { setTimeout } from 'node:timers/promises'

const LONGEST_LINE = 500
const READ_ON_MS = 200
/** What Node says before it gives up; the stack of the native code that follows is no reason for anything. */
const FATAL = /^FATAL ERROR:/
/** What TensorFlow tells while it is being loaded, before any setting of its log holds: no error, no last words. */
const GREETING = /^(WARNING: All log messages before absl::InitializeLog|I\d{4} \d\d:\d\d:)/

/** Passes on what a process writes and remembers the last line of its standard error. */
export class LastWords {
  #last: string | null = null
  readonly #closed: Promise<unknown>

  constructor(process: ChildProcess, onLine: (line: string) => void) {
    const { stdout, stderr } = process
    if (!stdout || !stderr) throw new Error('the process must be started with pipes')
    readline.createInterface({ input: stdout }).on('line', onLine)
    const lines = readline.createInterface({ input: stderr })
    this.#closed = new Promise((resolve) => lines.once('close', resolve))
    lines.on('line', (line) => {
      if (GREETING.test(line)) return
      onLine(line)
      // Node signs off with its version after a stack: no reason for anything.
      if (line.trim() && !line.startsWith('Node.js v') && !FATAL.test(this.#last ?? ''))
        this.#last = line.trim().slice(0, LONGEST_LINE)
    })
  }

  /** The last line once all is read: what a process writes arrives after the news of its end. */
  async complete(): Promise<string | null> {
    await Promise.race([this.#closed, setTimeout(READ_ON_MS, undefined, { ref: false })])
    return this.#last
  }
}
