import { type Database, poolFigures, type RunStatus } from '@atelier/db'
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'

const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]

/** INTERRUPTED: the run waits for another attempt. */
export type RunEnd = Extract<RunStatus, 'COMPLETED' | 'FAILED' | 'STOPPED'> | 'INTERRUPTED'
/** What is written into a run's history or into the storage. */
export type Written = 'event' | 'progress' | 'checkpoints' | 'artifacts'

/** The figures of one worker in Prometheus's form. Labels take their values from lists of ours. */
export class WorkerMetrics {
  readonly #register = new Registry()
  readonly #in = { registers: [this.#register] }
  readonly #training = new Gauge({
    ...{
      name: 'atelier_worker_training',
      help: 'Runs that it trains now, paused ones included.',
      ...this.#in,
    },
  })
  readonly #ended = new Counter({
    ...{ name: 'atelier_worker_runs_total', help: 'Runs that ended here, by how.' },
    ...{ labelNames: ['status'], ...this.#in },
  })
  readonly #epochs = new Counter({
    ...{ name: 'atelier_worker_epochs_total', help: 'Epochs that were trained and recorded.', ...this.#in },
  })
  readonly #writes = new Histogram({
    name: 'atelier_worker_write_duration_seconds',
    help: 'What a training found, written: `event` and `progress` into the database, the rest into the storage.',
    ...{ labelNames: ['what', 'outcome'], buckets: SECONDS, ...this.#in },
  })
  readonly contentType = this.#register.contentType

  constructor(db: Database, slots: number) {
    collectDefaultMetrics({ register: this.#register })
    new Gauge({
      ...{ name: 'atelier_worker_slots', help: 'Runs that it trains at most at once.', ...this.#in },
    }).set(slots)
    new Gauge({
      ...{ name: 'atelier_database_connections', help: "Connections of this process's pool, by state." },
      ...{ labelNames: ['state'], ...this.#in },
      collect() {
        for (const [state, count] of Object.entries(poolFigures(db))) this.set({ state }, count)
      },
    })
    for (const status of ['COMPLETED', 'FAILED', 'STOPPED', 'INTERRUPTED'] as const)
      this.#ended.inc({ status: status.toLowerCase() }, 0)
  }

  /** Everything, as Prometheus reads it. */
  text(): Promise<string> {
    return this.#register.metrics()
  }

  training(count: number): void {
    this.#training.set(count)
  }

  ended(status: RunEnd): void {
    this.#ended.inc({ status: status.toLowerCase() })
  }

  epochRecorded(): void {
    this.#epochs.inc()
  }

  /** Does and measures what writes. */
  async timed<T>(what: Written, act: () => Promise<T>): Promise<T> {
    const from = performance.now()
    const observe = (outcome: 'done' | 'failed') =>
      this.#writes.observe({ what, outcome }, (performance.now() - from) / 1000)
    try {
      const result = await act()
      observe('done')
      return result
    } catch (error) {
      observe('failed')
      throw error
    }
  }
}
