import { setTimeout as delay } from 'node:timers/promises'
import { eventStream } from './event-stream.ts'
import {
  RunChangesDocument,
  type RunChangesSubscription,
  RunEventsDocument,
  type RunEventsSubscription,
} from './gql/graphql.ts'
import type { Operation } from './operation.ts'
import { RefusedError, Server, UnreachableError } from './server.ts'
import type { Connection } from './settings.ts'

/** Something that happened in a run, by its `__typename`; `cursor` is its place in the run's log. */
export type RunEvent = RunEventsSubscription['runEvents']
/** News of a run, for lists. */
export type RunChange = RunChangesSubscription['runChanges']

const FIRST_PAUSE = 250
const LONGEST_PAUSE = 15_000
/** Codes of a server that is in trouble, not of a request that is wrong. */
const TROUBLE = ['SERVICE_UNAVAILABLE', 'INTERNAL_SERVER_ERROR']
const MOST_TROUBLE = 10

/** Questions and subscriptions at one server. */
export class Client {
  readonly #server: Server

  constructor(connection: Connection = {}) {
    this.#server = new Server(connection)
  }

  /** Address of the server. */
  get url(): string {
    return this.#server.url
  }

  /** Asks one operation. @throws RefusedError, UnreachableError */
  ask<Result, Variables>(document: Operation<Result, Variables>, variables: Variables): Promise<Result> {
    return this.#server.ask(document, variables)
  }

  /**
   * Everything that happens in a run after a cursor, or from its beginning, until it is over. Connects again after
   * every interruption, where it was: no gap, no repeat.
   * @throws RefusedError for a run that is not there, a cursor of another run, or a key that is no longer valid
   */
  async *runEvents(
    runId: string,
    { after, signal }: { readonly after?: string | null; readonly signal?: AbortSignal } = {},
  ): AsyncGenerator<RunEvent, void, void> {
    let cursor = after ?? null
    const streams = () => eventStream(this.#server, RunEventsDocument, { runId, after: cursor }, signal)
    for await (const { runEvents: event } of reconnecting(streams, signal)) {
      cursor = event.cursor
      yield event
    }
  }

  /** Runs that are created, change or are deleted, from now on. What happens during an interruption is not told. */
  async *runChanges(
    projectId: string | null = null,
    { signal }: { readonly signal?: AbortSignal } = {},
  ): AsyncGenerator<RunChange, void, void> {
    const streams = () => eventStream(this.#server, RunChangesDocument, { projectId }, signal)
    for await (const { runChanges } of reconnecting(streams, signal)) yield runChanges
  }
}

/** A stream that is opened again, with growing pauses, until it completes or is refused. */
async function* reconnecting<T>(
  open: () => AsyncGenerator<T, void, void>,
  signal: AbortSignal | undefined,
): AsyncGenerator<T, void, void> {
  for (let failures = 0; ; failures++) {
    try {
      for await (const value of open()) {
        failures = 0
        yield value
      }
      return
    } catch (error) {
      const inTrouble = error instanceof RefusedError && TROUBLE.includes(error.code)
      if (!(error instanceof UnreachableError) && !(inTrouble && failures < MOST_TROUBLE)) throw error
    }
    const pause = Math.min(FIRST_PAUSE * 2 ** failures, LONGEST_PAUSE)
    await delay(pause * (0.75 + Math.random() / 2), undefined, signal && { signal })
  }
}
