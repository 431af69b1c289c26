import { randomUUID } from 'node:crypto'
import type { Span } from '@atelier/observe'
import { type ExecutionArgs, type ExecutionResult, execute, GraphQLError, subscribe } from 'graphql'
import { z } from 'zod'
import { publicError } from '../errors.ts'
import { type CurrentRequest, currentRequest, onBehalfOf } from './current-request.ts'
import type { Transport } from './metrics.ts'
import type { Observer } from './observer.ts'
import { operationFacts } from './operation-facts.ts'
import { codesOf, outcomeOf } from './outcome.ts'

/** What of our context is told: whatever else a transport may hand over, it is not. */
const context = z.object({ viewer: z.object({ user: z.object({ id: z.string() }) }) })
type Stream = AsyncIterableIterator<ExecutionResult>

export type ObservedExecution = {
  execute(args: ExecutionArgs): Promise<ExecutionResult>
  subscribe(args: ExecutionArgs): Promise<Stream | ExecutionResult>
}

/**
 * GraphQL's own `execute` and `subscribe`, watched: for transports that take them as settings. Errors leave as clients
 * may see them, each with the id of the operation that it belongs to.
 */
export function observedExecution(observer: Observer, transport: Transport): ObservedExecution {
  const begin = ({ document, operationName, contextValue }: ExecutionArgs) => {
    // Over HTTP the operation has the id of its request; those that share a socket each have their own.
    const request: CurrentRequest = currentRequest() ?? { id: randomUUID() }
    const { data } = context.safeParse(contextValue)
    if (data) request.viewerId = data.viewer.user.id
    return { request, facts: operationFacts(document, operationName), since: performance.now() }
  }
  const open = (result: ExecutionResult): ExecutionResult =>
    result.errors ? { ...result, errors: result.errors.map((error) => asSeen(error, observer)) } : result
  return {
    execute(args) {
      const { request, facts, since } = begin(args)
      const ended = observer.running()
      return observer.within(request, facts, async (span) => {
        try {
          const result = open(await execute(args))
          note(request, span, result.errors)
          return result
        } finally {
          observer.operationEnded(request, transport, since)
          span.end()
          ended()
        }
      })
    },
    subscribe(args) {
      const { request, facts, since } = begin(args)
      return observer.within(request, facts, async (span) => {
        try {
          const result = await subscribe(args)
          if (isStream(result)) return watched(result, request, since)
          const opened = open(result)
          note(request, span, opened.errors)
          return opened
        } finally {
          observer.operationEnded(request, transport, since)
          span.end()
        }
      })
    },
  }

  function watched(stream: AsyncGenerator<ExecutionResult>, request: CurrentRequest, since: number): Stream {
    const field = request.operation?.fields[0] ?? ''
    observer.metrics.subscription(field, transport, 1)
    let over = false
    const end = () => {
      if (over) return
      over = true
      observer.metrics.subscription(field, transport, -1)
      observer.subscriptionEnded(request, transport, since)
    }
    return {
      // The transport asks from its own place: each result is made on behalf of the operation again.
      next: () =>
        onBehalfOf(request, async () => {
          try {
            const next = await stream.next()
            if (next.done) end()
            return next.done ? next : { done: false, value: open(next.value) }
          } catch (error) {
            const seen = asSeen(error, observer)
            request.codes = codesOf([seen])
            end()
            throw seen
          }
        }),
      async return() {
        end()
        return stream.return(undefined)
      },
      [Symbol.asyncIterator]() {
        return this
      },
    }
  }
}

const isStream = (
  result: ExecutionResult | AsyncGenerator<ExecutionResult, void, void>,
): result is AsyncGenerator<ExecutionResult, void, void> => Symbol.asyncIterator in result

function note(request: CurrentRequest, span: Span, errors: readonly GraphQLError[] | undefined): void {
  request.codes = codesOf(errors)
  if (outcomeOf(request.codes) === 'failed') span.fail()
}

/** An error as clients may see it, still as an error. */
function asSeen(error: unknown, { log }: Observer): GraphQLError {
  const { message, path, extensions } = publicError(error, log)
  return new GraphQLError(message, { ...(path && { path }), ...(extensions && { extensions }) })
}
