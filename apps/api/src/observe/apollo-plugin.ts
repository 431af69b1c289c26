import type { ApolloServerPlugin } from '@apollo/server'
import type { RequestHandler } from 'express'
import type { Context } from '../context.ts'
import { currentRequest } from './current-request.ts'
import type { Observer } from './observer.ts'
import { spanAttributes, spanName } from './observer.ts'
import { operationFacts, unknownOperation } from './operation-facts.ts'
import { codesOf, outcomeOf } from './outcome.ts'

/** Opens the span of a request's operation, within which all of it runs. */
export const operationSpan =
  ({ tracing }: Observer): RequestHandler =>
  (_request, response, next) => {
    const request = currentRequest()
    tracing.within('GraphQL', { kind: 'internal' }, (span) => {
      if (request) request.span = span
      response.once('close', () => span.end())
      next()
    })
  }

/** Tells the observer of the operations that Apollo Server runs. */
export const observePlugin = (observer: Observer): ApolloServerPlugin<Context> => ({
  async requestDidStart() {
    const request = currentRequest()
    if (!request) return
    const since = performance.now()
    const ended = observer.running()
    request.operation = unknownOperation
    return {
      async didResolveOperation({ document, operationName, contextValue: { viewer } }) {
        const facts = operationFacts(document, operationName)
        request.operation = facts
        if (viewer) request.viewerId = viewer.user.id
        request.span?.rename(spanName(facts))
        request.span?.set(spanAttributes(facts))
      },
      async willSendResponse({ response: { body } }) {
        request.codes = codesOf(body.kind === 'single' ? body.singleResult.errors : undefined)
        if (outcomeOf(request.codes) === 'failed') request.span?.fail()
        observer.operationEnded(request, 'http', since)
        ended()
      },
    }
  },
})
