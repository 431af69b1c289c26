import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

export const repository = fileURLToPath(new URL('../../../..', import.meta.url))

/** A program that was started, with what it has said so far. */
export class Program {
  readonly child: ChildProcess
  readonly #ended: Promise<unknown>
  readonly #lines: string[] = []
  #listeners: (() => void)[] = []
  stdout = ''
  stderr = ''

  constructor(command: readonly string[], env: Readonly<Record<string, string>>, cwd = repository) {
    const [program = '', ...args] = command
    this.child = spawn(program, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    this.#ended = once(this.child, 'close')
    this.child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.stderr += text
    })
    if (this.child.stdout)
      createInterface({ input: this.child.stdout }).on('line', (line) => {
        this.stdout += `${line}\n`
        this.#lines.push(line)
        for (const listener of this.#listeners) listener()
      })
  }

  /** The first line on standard output that holds the text. @throws when the program ends without it */
  async line(text: string): Promise<string> {
    for (;;) {
      const found = this.#lines.find((line) => line.includes(text))
      if (found !== undefined) return found
      const news = new Promise<'news'>((resolve) => {
        this.#listeners = [() => resolve('news')]
      })
      if ((await Promise.race([news, this.#ended])) !== 'news')
        throw new Error(`it ended without saying '${text}':\n${this.stdout}${this.stderr}`)
    }
  }

  /** Its exit status; null when a signal ended it. */
  async end(): Promise<number | null> {
    await this.#ended
    return this.child.exitCode
  }

  async kill(signal: NodeJS.Signals): Promise<void> {
    this.child.kill(signal)
    await this.#ended
  }
}
