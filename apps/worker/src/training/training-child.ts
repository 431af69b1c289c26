import { type ChildProcess, fork } from 'node:child_process'
import path from 'node:path'
import type { FailureCause, Usage } from '@atelier/db'
import { type Threads, type TrainingEvent, threadEnvironment } from '@atelier/ml-core/spec'
import { LastWords } from './last-words.ts'
import { type Order, type Report, report } from './messages.ts'

type TrainOrder = Extract<Order, { type: 'train' }>

const entry = path.join(import.meta.dirname, 'training-process.ts')

/** How a training process came to its end: by its own words, or as the system tells it. */
export type ChildEnd = {
  /** The reason that the process itself gave, if it could. */
  readonly failed: { readonly cause: FailureCause; readonly reason: string } | null
  readonly exitCode: number | null
  readonly signal: NodeJS.Signals | null
  /** The last line that it wrote to standard error. */
  readonly lastWords: string | null
}

/** A training process, seen from the worker. Starts to load TensorFlow at once, so that a spare one is warm. */
export class TrainingChild {
  readonly #process: ChildProcess
  readonly #lastWords: LastWords
  readonly #events: TrainingEvent[] = []
  #onLine: (line: string) => void
  #onUsage = (_usage: Usage) => {}
  #mayRemove = async (_epochs: readonly number[]): Promise<readonly number[]> => []
  #failed: ChildEnd['failed'] = null
  #ended = false
  #wake = () => {}
  readonly pid: number
  /** Resolves when a training can begin at once, or when the process has ended. */
  readonly ready: Promise<void>
  readonly end: Promise<ChildEnd>

  /** @param threads what suits the training that it shall do: TensorFlow asks only while it is loaded */
  constructor(onLine: (line: string) => void, threads: Threads) {
    // The training needs no database, so it does not learn how to reach it.
    const { DATABASE_URL: _, DATABASE_LISTEN_URL: __, ...env } = process.env
    this.#process = fork(entry, {
      env: { ...threadEnvironment(threads), ...env },
      execArgv: [],
      serialization: 'advanced',
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    })
    this.pid = this.#process.pid ?? 0
    this.#onLine = onLine
    this.#lastWords = new LastWords(this.#process, (line) => this.#onLine(line))
    const ready = Promise.withResolvers<void>()
    this.ready = ready.promise
    this.end = this.#awaitEnd().finally(ready.resolve)
    this.#process.on('message', (message) => this.#hear(report.parse(message), ready.resolve))
  }

  get hasEnded(): boolean {
    return this.#ended
  }

  /** Has what the process prints from now on go elsewhere: it belongs to a run. */
  printTo(onLine: (line: string) => void): void {
    this.#onLine = onLine
  }

  /** Has what the process takes of its machine go somewhere. */
  reportUsageTo(onUsage: (usage: Usage) => void): void {
    this.#onUsage = onUsage
  }

  /** Who knows which epochs' checkpoints the training may remove. Until there is somebody, all stay. */
  askBeforeRemoving(mayRemove: (epochs: readonly number[]) => Promise<readonly number[]>): void {
    this.#mayRemove = mayRemove
  }

  train(training: Omit<TrainOrder, 'type'>): void {
    this.#tell({ type: 'train', ...training })
  }

  /** Holds the training between two steps, or lets it go on. */
  hold(held: boolean): void {
    this.#tell({ type: 'hold', held })
  }

  steer(changes: { readonly learningRate?: number; readonly epochs?: number }): void {
    this.#tell({ type: 'steer', ...changes })
  }

  /**
   * What happens, in order, until the process ends or has finished. Asking for the next event says that the one before
   * is recorded: a training whose events are not taken waits.
   */
  async *events(): AsyncGenerator<TrainingEvent, void, undefined> {
    for (;;) {
      const event = this.#events.shift()
      if (event) {
        yield event
        this.#tell({ type: 'recorded' })
        if (event.type === 'finished') return
      } else if (this.#ended || this.#failed !== null) {
        return
      } else {
        const woken = Promise.withResolvers<void>()
        this.#wake = woken.resolve
        await woken.promise
      }
    }
  }

  /** Asks the training to stop, and kills the process when it has not ended within `graceMs`. */
  stop(graceMs: number): void {
    this.#tell({ type: 'stop' })
    const timer = setTimeout(() => this.kill(), graceMs)
    void this.end.finally(() => clearTimeout(timer))
  }

  kill(): void {
    this.#process.kill('SIGKILL')
  }

  async #awaitEnd(): Promise<ChildEnd> {
    const { promise, resolve } = Promise.withResolvers<[number | null, NodeJS.Signals | null]>()
    // Not `close`: a process that was forked off further could hold standard error open for ever.
    this.#process.once('exit', (code, signal) => resolve([code, signal]))
    this.#process.once('error', () => resolve([null, null]))
    const [exitCode, signal] = await promise
    const lastWords = await this.#lastWords.complete()
    this.#ended = true
    this.#wake()
    return { failed: this.#failed, exitCode, signal, lastWords }
  }

  #hear(message: Report, ready: () => void): void {
    switch (message.type) {
      case 'ready':
        ready()
        break
      case 'event':
        this.#events.push(message.event)
        this.#wake()
        break
      case 'mayRemove':
        void this.#mayRemove(message.epochs).then((epochs) =>
          this.#tell({ type: 'remove', epochs: [...epochs] }),
        )
        break
      case 'usage':
        this.#onUsage(message.usage)
        break
      case 'failed':
        this.#failed = { cause: message.cause, reason: message.reason }
        this.#wake()
        break
    }
  }

  /** A process that has just died cannot be told; its end says so. */
  #tell(message: Order): void {
    if (this.#process.connected) this.#process.send(message, () => {})
  }
}
