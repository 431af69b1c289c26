import { noTracing, type Span, type Tracing } from '@atelier/observe'
import type { Level, Logger } from 'pino'
import { type CurrentRequest, onBehalfOf } from './current-request.ts'
import type { Metrics, Transport } from './metrics.ts'
import { isReport, type OperationFacts } from './operation-facts.ts'
import { outcomeOf } from './outcome.ts'

export type ObserverOptions = {
  readonly log: Logger
  readonly metrics: Metrics
  readonly tracing?: Tracing | undefined
  /** What takes longer is logged as a warning. */
  readonly slowMilliseconds?: number | undefined
}

const SLOW_MILLISECONDS = 1_000

/** Watches requests and operations over every transport alike: log line, metrics, span, and the id that they share. */
export class Observer {
  readonly log: Logger
  readonly metrics: Metrics
  readonly tracing: Tracing
  readonly #slowMilliseconds: number
  /** Queries and mutations under way. */
  #running = 0
  #idle: (() => void)[] = []

  constructor({ log, metrics, tracing = noTracing, slowMilliseconds = SLOW_MILLISECONDS }: ObserverOptions) {
    this.log = log
    this.metrics = metrics
    this.tracing = tracing
    this.#slowMilliseconds = slowMilliseconds
  }

  /** A query or mutation begins; call what it returns when it has ended. */
  running(): () => void {
    this.#running += 1
    let ended = false
    return () => {
      if (ended) return
      ended = true
      // An answer that has just been made is still on its way to its socket.
      setImmediate(() => {
        this.#running -= 1
        if (this.#running === 0) for (const resolve of this.#idle.splice(0)) resolve()
      })
    }
  }

  /** Resolves once no query or mutation is under way. */
  idle(): Promise<void> {
    if (this.#running === 0) return Promise.resolve()
    return new Promise((resolve) => this.#idle.push(resolve))
  }

  /** Runs an operation with a span of its own, on behalf of the request. The caller ends the span. */
  within<T>(request: CurrentRequest, facts: OperationFacts, work: (span: Span) => T): T {
    request.operation = facts
    const options = { kind: 'internal', attributes: spanAttributes(facts) } as const
    return onBehalfOf(request, () => this.tracing.within(spanName(facts), options, work))
  }

  /** An operation is over, or for a subscription: it was set up, or refused. */
  operationEnded(request: CurrentRequest, transport: Transport, since: number): void {
    const { operation, codes = [], id: requestId, viewerId } = request
    if (!operation) return
    const milliseconds = performance.now() - since
    this.metrics.operation(operation, transport, outcomeOf(codes), milliseconds / 1000)
    if (transport === 'http') return
    const fields = { requestId, transport, operation, viewerId, ...(codes.length > 0 && { codes }) }
    this.log[this.levelOf(request, milliseconds)]({ ...fields, ms: round(milliseconds) }, 'operation')
  }

  subscriptionEnded(request: CurrentRequest, transport: Transport, since: number): void {
    const { operation, codes = [], id: requestId, viewerId } = request
    const fields = { requestId, transport, operation, viewerId, ...(codes.length > 0 && { codes }) }
    this.log[outcomeOf(codes) === 'failed' ? 'error' : 'info'](
      { ...fields, ms: round(performance.now() - since) },
      'subscription ended',
    )
  }

  /** How loudly a request is told: failures and slowness always, points that scripts report only when asked for. */
  levelOf({ operation, codes = [] }: CurrentRequest, milliseconds: number): Level {
    const outcome = outcomeOf(codes)
    if (outcome === 'failed') return 'error'
    if (milliseconds > this.#slowMilliseconds) return 'warn'
    return outcome === 'ok' && operation && isReport(operation) ? 'debug' : 'info'
  }
}

export const round = (milliseconds: number): number => Math.round(milliseconds * 10) / 10

export const spanName = ({ type, name, fields }: OperationFacts): string =>
  [type, name ?? fields[0] ?? ''].join(' ').trim()

export const spanAttributes = ({ type, name, fields }: OperationFacts) => ({
  'graphql.operation.type': type,
  'graphql.operation.name': name,
  'graphql.operation.fields': fields,
})
