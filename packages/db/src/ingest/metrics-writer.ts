import type pg from 'pg'
import { type Database, poolOf } from '../database.ts'
import { isDatabaseAway } from '../is-database-away.ts'
import type { Outcome } from '../outcome.ts'
import type { NamedPoints } from './log-metrics.ts'
import { writeCalls } from './write-calls.ts'
import { writeTransaction } from './write-transaction.ts'

export type MetricsCall = { readonly runId: string; readonly metrics: readonly NamedPoints[] }
type Waiting = MetricsCall & {
  readonly points: number
  resolve(outcome: Outcome<null>): void
  reject(error: unknown): void
}

/** Transactions at a time: while one is in the database or waits for the disk, the calls of the next arrive. */
const WRITERS = 2
/** Points of one transaction, beyond its first call. */
const POINTS = 20_000

/**
 * Group commit: calls that arrive while a transaction is under way share the next one, and all of them are answered
 * after its commit. A call that makes a transaction fail fails alone: the others are written without it.
 */
class MetricsWriter {
  readonly #pool: pg.Pool
  #waiting: Waiting[] = []
  readonly #busy = new Set<string>()
  #writers = 0
  #starting = false

  constructor(pool: pg.Pool) {
    this.#pool = pool
  }

  write(runId: string, metrics: readonly NamedPoints[], points: number): Promise<Outcome<null>> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ runId, metrics, points, resolve, reject })
      // After what else has arrived by now, so that it shares the transaction.
      if (this.#starting) return
      this.#starting = true
      setImmediate(() => {
        this.#starting = false
        this.#start()
      })
    })
  }

  #start(): void {
    while (this.#writers < WRITERS) {
      const calls = this.#take()
      if (calls.length === 0) return
      this.#writers += 1
      void this.#commit(calls).finally(() => {
        this.#writers -= 1
        for (const { runId } of calls) this.#busy.delete(runId)
        this.#start()
      })
    }
  }

  /**
   * What can be written now: a run that another transaction holds waits, so that its calls stay in order. Nothing where
   * that holds more runs than there are calls.
   */
  #take(): Waiting[] {
    const taken: Waiting[] = []
    const left: Waiting[] = []
    let points = 0
    for (const call of this.#waiting) {
      const fits = taken.length === 0 || (left.length === 0 && points + call.points <= POINTS)
      if (this.#busy.has(call.runId) || !fits) left.push(call)
      else {
        taken.push(call)
        points += call.points
      }
    }
    // A small one beside a large one costs more than it saves: its calls share the next.
    if (taken.length < this.#busy.size) return []
    this.#waiting = left
    for (const { runId } of taken) this.#busy.add(runId)
    return taken
  }

  /** Answers every call, whatever happens. */
  async #commit(calls: readonly Waiting[]): Promise<void> {
    try {
      const outcomes = await writeTransaction(this.#pool, (query) => writeCalls(query, calls))
      for (const [index, call] of calls.entries()) {
        const outcome = outcomes[index]
        if (outcome) call.resolve(outcome)
        else call.reject(new Error('a call was not written'))
      }
    } catch (error) {
      if (calls.length === 1 || isDatabaseAway(error)) for (const call of calls) call.reject(error)
      else for (const call of calls) await this.#commit([call])
    }
  }
}

const writers = new WeakMap<Database, MetricsWriter>()

/** The one writer of a database's pool. */
export function metricsWriterOf(db: Database): MetricsWriter {
  const known = writers.get(db)
  if (known) return known
  const writer = new MetricsWriter(poolOf(db))
  writers.set(db, writer)
  return writer
}
