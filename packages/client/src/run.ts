import { randomUUID } from 'node:crypto'
import {
  acceptedEpoch,
  acceptedKey,
  acceptedPoints,
  acceptedProject,
  acceptedStatus,
  acceptedTags,
} from './accepted.ts'
import { Appender } from './appender.ts'
import { Background } from './background.ts'
import type { Split } from './gql/graphql.ts'
import { type Lock, takeLock } from './lock.ts'
import { messageOf } from './message-of.ts'
import { closeAtExit } from './open-runs.ts'
import { flatParameters } from './parameters.ts'
import { FORMAT_VERSION, type SpoolRecord } from './records.ts'
import { onceEach, say } from './say.ts'
import { Sender } from './sender.ts'
import { Server } from './server.ts'
import { type Connection, type Mode, readConnection, readMode, spoolFolder } from './settings.ts'
import { newRunFolder } from './spool.ts'
import { textOf } from './text.ts'

export type RunOptions = Connection & {
  /** Slug or name of the project; it is made when it is new. */
  readonly project: string
  readonly name?: string | undefined
  /** Hyperparameters, nested or flat. */
  readonly config?: Readonly<Record<string, unknown>> | undefined
  readonly tags?: readonly string[] | undefined
  /** The same key is the same run, so that a script that is started again goes on in it. */
  readonly key?: string | undefined
  readonly mode?: Mode | undefined
}

/** How a run ends. */
export type FinalStatus = 'COMPLETED' | 'FAILED' | 'STOPPED'

export type EpochFigures = {
  /** From 1. */
  readonly index: number
  readonly loss: number
  readonly accuracy?: number
  readonly validationLoss?: number
  readonly validationAccuracy?: number
  readonly learningRate?: number
  readonly seconds?: number
  readonly examplesPerSecond?: number
  /** Its last step, counted over the whole run. */
  readonly step?: number
}

/** One row of Keras's model.summary(). */
export type Layer = {
  readonly name: string
  readonly type: string
  /** Null where it is open, as the batch axis is. */
  readonly outputShape: readonly (number | null)[]
  readonly parameters: number
  /** All of them unless told. */
  readonly trainable?: number
  readonly settings?: Readonly<Record<string, unknown>>
}

export type Predictions = {
  readonly epoch: number
  readonly split: Split
  /** The first of a contiguous stretch of the split, from 0. */
  readonly firstExample?: number
  readonly actual: ArrayLike<number>
  readonly predicted: ArrayLike<number>
  /** Probability of the predicted class. */
  readonly confidence: ArrayLike<number>
}

/** Examples of one record of predictions: a whole test set would not fit into one request. */
const PREDICTIONS_AT_ONCE = 5_000
const PATIENCE_MILLISECONDS = 10_000

const now = (): string => new Date().toISOString()

/**
 * What one training logs. Points go to a file first and are sent in the background; nothing in here throws, whatever
 * is logged and whatever becomes of disk and network.
 */
export class Run {
  readonly key: string
  readonly project: string
  /** The same script may come again with the same key: who counts the lines tells its starts apart. */
  readonly #writer = randomUUID()
  readonly #warn = onceEach(say)
  readonly #appender: Appender
  readonly #sender: Sender | null
  readonly #background: Background | null
  readonly #folder: string | null = null
  #step = 0
  #lines = 0
  #isEnded = false

  constructor(options: RunOptions) {
    const mode = readMode(options.mode)
    this.key = acceptedKey(options.key || randomUUID())
    this.project = acceptedProject(options.project)
    if (mode === 'disabled') {
      this.#appender = new Appender(null, () => {})
      this.#sender = null
      this.#background = null
      return
    }
    let lock: Lock | null = null
    try {
      this.#folder = newRunFolder(spoolFolder())
      lock = takeLock(this.#folder)
    } catch (error) {
      const reason = messageOf(error)
      this.#warn('disk', `there is no spool (${reason}): points are kept in memory and the training goes on`)
    }
    const appender = new Appender(this.#folder, this.#warn)
    this.#appender = appender
    const { key, project } = this
    const name = options.name == null ? null : textOf(options.name, 200)
    const tags = acceptedTags(options.tags ?? [], this.#warn)
    const { workspace = null } = readConnection(options)
    const writer = this.#writer
    const named = { type: 'run', version: FORMAT_VERSION, key, writer, project, workspace, name, tags }
    appender.append({ ...named, config: flatParameters(options.config ?? {}, this.#warn), at: now() })
    this.#sender =
      mode === 'online' ? new Sender(this.#folder, new Server(options), this.#warn, appender) : null
    this.#background = new Background({ sender: this.#sender, appender, lock, say })
    closeAtExit(this)
  }

  /** The run's id at the server; null until the server has answered once. */
  get id(): string | null {
    return this.#sender?.sent.runId ?? null
  }

  /** Where people see the run; null until the server has answered once. */
  get url(): string | null {
    return this.#sender?.page ?? null
  }

  /**
   * Values of metrics at a step; without one, at the step after the last. What is no finite number is left out, with
   * one warning a name.
   */
  log(values: Readonly<Record<string, number>>, { step }: { readonly step?: number } = {}): void {
    this.#attempt('log', () => {
      const at = Math.trunc(step ?? this.#step + 1)
      const points = acceptedPoints(values, at, this.#warn)
      if (Object.keys(points).length === 0) return
      this.#step = Math.max(this.#step, at)
      this.#append({ type: 'metrics', step: at, at: now(), values: points })
    })
  }

  /** One row of the history. There is none without a finite loss. */
  logEpoch(epoch: EpochFigures): void {
    this.#attempt('logEpoch', () => {
      const row = acceptedEpoch(epoch, this.#warn)
      if (row) this.#append({ type: 'epochs', epochs: [{ finishedAt: now(), ...row }] })
    })
  }

  /** The model's summary. */
  logLayers(layers: readonly Layer[]): void {
    this.#attempt('logLayers', () => this.#append({ type: 'layers', layers }))
  }

  /** counts[label][prediction] on the validation images after an epoch, from 1. */
  logConfusionMatrix(matrix: {
    readonly epoch: number
    readonly split?: Split
    readonly labels: readonly string[]
    readonly counts: readonly (readonly number[])[]
  }): void {
    const input = { split: 'VALIDATION', ...matrix }
    this.#attempt('logConfusionMatrix', () => this.#append({ type: 'confusionMatrix', input }))
  }

  /** How single examples were judged after an epoch. */
  logPredictions({ firstExample = 0, actual, predicted, confidence, ...of }: Predictions): void {
    this.#attempt('logPredictions', () => {
      for (let start = 0; start < actual.length; start += PREDICTIONS_AT_ONCE) {
        const part = (values: ArrayLike<number>) =>
          Array.from(values).slice(start, start + PREDICTIONS_AT_ONCE)
        const judged = { actual: part(actual), predicted: part(predicted), confidence: part(confidence) }
        this.#append({ type: 'predictions', input: { ...of, firstExample: firstExample + start, ...judged } })
      }
    })
  }

  /** How the model did on a whole split after an epoch. */
  logEvaluation(evaluation: {
    readonly epoch: number
    readonly split?: Split
    readonly loss: number
    readonly accuracy: number
    readonly examples: number
  }): void {
    const input = { split: 'TEST', ...evaluation }
    this.#attempt('logEvaluation', () => this.#append({ type: 'evaluation', input }))
  }

  /** A line for people. Of a long one the first 20,000 characters. */
  logLine(message: string, level: 'info' | 'warn' | 'error' = 'info'): void {
    this.#attempt('logLine', () => {
      const line = { level, message: textOf(message, 20_000) || ' ', at: now() }
      this.#lines++
      this.#append({ type: 'line', writer: this.#writer, number: this.#lines, ...line })
    })
  }

  /**
   * Ends the run and sends what is left: it waits while something gets through, and at most `timeout` milliseconds
   * longer. True when the server has everything; else `atelier sync` sends the rest.
   */
  async finish({
    status = 'COMPLETED',
    error = null,
    timeout = PATIENCE_MILLISECONDS,
  }: {
    readonly status?: FinalStatus
    readonly error?: string | null
    readonly timeout?: number
  } = {}): Promise<boolean> {
    if (this.#isEnded || this.#background === null) return true
    this.#end(status, error)
    const complete = await this.#background.close(timeout)
    if (!complete) {
      const what = this.#sender === null ? 'The run' : 'Not everything was sent. The rest'
      const kept = `is kept in ${this.#folder}; send it with: atelier sync`
      say(`${what} ${this.#folder === null ? 'is lost, since there was no spool' : kept}`)
    }
    if (this.#appender.dropped > 0)
      say(`${this.#appender.dropped} records were lost, since the disk took nothing`)
    return complete
  }

  /** Ends the run at once, where nothing can be waited for: `atelier sync` sends the rest. */
  abandon(status: FinalStatus, error: string | null): void {
    if (this.#isEnded || this.#background === null) return
    this.#end(status, error)
    this.#background.stop()
    say(
      `not everything was sent, since the script did not wait for finish(); send the rest with: atelier sync`,
    )
  }

  #end(status: FinalStatus, error: string | null): void {
    this.#attempt('finish', () => {
      const end = {
        status: acceptedStatus(status, error, this.#warn),
        error: textOf(error ?? '', 10_000) || null,
      }
      this.#append({ type: 'finish', ...end, writer: this.#writer, at: now() })
    })
    this.#isEnded = true
    closeAtExit.forget(this)
  }

  #append(record: SpoolRecord): void {
    if (this.#background === null) return
    if (this.#isEnded) {
      this.#warn('ended', 'the run is finished: what is logged after that is left out')
      return
    }
    if (!this.#appender.append(record))
      this.#warn(`large ${record.type}`, `a record (${record.type}) is too large to be sent: left out`)
    this.#background.news()
  }

  /** What is given may be anything, such as a circular object: it must not be seen by the training. */
  #attempt(what: string, act: () => void): void {
    try {
      act()
    } catch (error) {
      this.#warn(`broken ${what}`, `${what} was given something that it cannot take: ${messageOf(error)}`)
    }
  }
}
