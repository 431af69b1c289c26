import { type Database, poolFigures, RunStatus, type ServiceFigures, serviceFigures } from '@atelier/db'
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import { cached } from './cached.ts'
import type { OperationFacts } from './operation-facts.ts'
import type { Outcome } from './outcome.ts'

export type Transport = 'http' | 'sse' | 'websocket'

/** Counts by status ask the database: at most this often, however many scrape. */
const FIGURES_EVERY_MILLISECONDS = 5_000

const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]

/**
 * The figures of one API process in Prometheus's form. Labels take their values from the schema, from lists of ours or
 * from ranges, never from what a client writes, so their number is bounded.
 */
export class Metrics {
  readonly #register = new Registry()
  readonly #in = { registers: [this.#register] }
  readonly #requests = new Histogram({
    ...{ name: 'atelier_http_request_duration_seconds', help: 'HTTP requests by what they were for.' },
    ...{ labelNames: ['route', 'status'], buckets: SECONDS, ...this.#in },
  })
  readonly #operations = new Histogram({
    name: 'atelier_graphql_operation_duration_seconds',
    help: 'GraphQL operations by type, transport and outcome; a subscription until it was set up.',
    ...{ labelNames: ['type', 'transport', 'outcome'], buckets: SECONDS, ...this.#in },
  })
  readonly #sockets = new Gauge({
    ...{ name: 'atelier_websockets', help: 'Open WebSocket connections.', ...this.#in },
  })
  readonly #subscriptions = new Gauge({
    ...{ name: 'atelier_subscriptions', help: 'Open subscriptions by field and transport.' },
    ...{ labelNames: ['field', 'transport'], ...this.#in },
  })
  readonly #feedLag = new Histogram({
    name: 'atelier_feed_lag_seconds',
    help: 'From the recording of an event to its hand-over to the subscribers of its run.',
    ...{ buckets: SECONDS, ...this.#in },
  })
  readonly #ingestCalls = new Counter({
    ...{ name: 'atelier_ingest_calls_total', help: 'Calls that logged something into a run, by field.' },
    ...{ labelNames: ['field', 'outcome'], ...this.#in },
  })
  readonly #ingestPoints = new Counter({
    ...{
      name: 'atelier_ingest_points_total',
      help: 'Metric points that logMetrics took, repeats included.',
      ...this.#in,
    },
  })

  constructor(db: Database) {
    collectDefaultMetrics({ register: this.#register })
    this.#addPool(db)
    this.#addService(cached(() => serviceFigures(db), FIGURES_EVERY_MILLISECONDS))
  }

  readonly contentType = this.#register.contentType

  /** Everything, as Prometheus reads it. */
  text(): Promise<string> {
    return this.#register.metrics()
  }

  httpRequest(route: string, status: number, seconds: number): void {
    // By hundreds: a single code tells little more and would multiply the series.
    this.#requests.observe({ route, status: `${Math.floor(status / 100)}xx` }, seconds)
  }

  operation({ type, fields }: OperationFacts, transport: Transport, outcome: Outcome, seconds: number): void {
    this.#operations.observe({ type, transport, outcome }, seconds)
    if (type !== 'mutation') return
    for (const field of fields) if (/^log[A-Z]/.test(field)) this.#ingestCalls.inc({ field, outcome })
  }

  socket(change: 1 | -1): void {
    this.#sockets.inc(change)
  }

  subscription(field: string, transport: Transport, change: 1 | -1): void {
    this.#subscriptions.inc({ field, transport }, change)
  }

  /** Events of a run were read at its feed; the newest had been recorded then. */
  fannedOut(recordedAt: Date): void {
    // Clocks of two machines may differ: a lag is never negative.
    this.#feedLag.observe(Math.max(0, Date.now() - recordedAt.getTime()) / 1000)
  }

  pointsAccepted(points: number): void {
    this.#ingestPoints.inc(points)
  }

  #addPool(db: Database): void {
    new Gauge({
      ...{ name: 'atelier_database_connections', help: "Connections of this process's pool, by state." },
      ...{ labelNames: ['state'], ...this.#in },
      collect() {
        for (const [state, count] of Object.entries(poolFigures(db))) this.set({ state }, count)
      },
    })
  }

  #addService(figures: () => Promise<ServiceFigures | undefined>): void {
    const add = (
      options: { readonly name: string; readonly help: string; readonly labelNames?: readonly string[] },
      set: (gauge: Gauge, figures: ServiceFigures) => void,
    ) =>
      new Gauge({
        ...{ name: options.name, help: options.help, labelNames: options.labelNames ?? [], ...this.#in },
        async collect() {
          this.reset()
          const known = await figures()
          if (known) set(this, known)
        },
      })
    new Gauge({
      ...{ name: 'atelier_database_up', help: '1 when the database answered, else 0.', ...this.#in },
      async collect() {
        this.set((await figures()) ? 1 : 0)
      },
    })
    add({ name: 'atelier_runs', help: 'Runs by status.', labelNames: ['status'] }, (gauge, { runs }) => {
      for (const status of Object.values(RunStatus)) gauge.set({ status }, runs[status])
    })
    add({ name: 'atelier_queue_depth', help: 'Runs that wait for a worker.' }, (gauge, { runs }) =>
      gauge.set(runs.QUEUED),
    )
    add(
      {
        name: 'atelier_queue_oldest_seconds',
        help: 'How long the run that waits longest has waited; 0: none.',
      },
      (gauge, { queuedSince }) => gauge.set(queuedSince ? (Date.now() - queuedSince.getTime()) / 1000 : 0),
    )
    add(
      {
        name: 'atelier_workers',
        help: 'Workers seen in the last day, by what they do.',
        labelNames: ['status'],
      },
      (gauge, { workers }) => {
        for (const [status, count] of Object.entries(workers)) gauge.set({ status }, count)
      },
    )
  }
}
