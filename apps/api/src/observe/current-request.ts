import { AsyncLocalStorage } from 'node:async_hooks'
import { randomUUID } from 'node:crypto'
import type { Span } from '@atelier/observe'
import type { OperationFacts } from './operation-facts.ts'

/** What is known about the request, or the operation of a WebSocket, that is being worked on. */
export type CurrentRequest = {
  readonly id: string
  /** Who asks, once that is known. */
  viewerId?: string
  operation?: OperationFacts
  /** Codes of the errors that it was answered with. */
  codes?: readonly string[]
  /** The span of its GraphQL operation. */
  span?: Span
}

const storage = new AsyncLocalStorage<CurrentRequest>()

/** Short, and of letters that mean nothing to a terminal, a log or a shell. */
const VALID = /^[\w.:=+/-]{1,128}$/

/** The request's id: the caller's own (x-request-id) when it is a sound one, else a new one. */
export const requestIdOf = (offered: string | string[] | undefined): string =>
  typeof offered === 'string' && VALID.test(offered) ? offered : randomUUID()

/** Runs work, and all that it awaits, on behalf of a request: its log lines and errors carry the request's id. */
export const onBehalfOf = <T>(request: CurrentRequest, work: () => T): T => storage.run(request, work)

export const currentRequest = (): CurrentRequest | undefined => storage.getStore()
