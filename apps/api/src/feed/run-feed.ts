import { type Database, findRunState, type LoggedEvent, type RunEventsNotification } from '@atelier/db'
import { GraphQLError } from 'graphql'
import type { Logger } from 'pino'
import { closable } from './closable.ts'
import { retried } from './retry.ts'
import { RunChannel } from './run-channel.ts'

type Asked = { readonly runId: string; readonly after: bigint; readonly isSeen: () => Promise<boolean> }
type OpenChannel = { readonly channel: RunChannel; readonly opened: Promise<boolean>; watchers: number }

/**
 * Fans the event logs of runs out to any number of subscribers. Notifications are hints that a log has grown; what is
 * delivered is what the log holds, so nothing is lost or repeated whatever happens to them.
 */
export class RunFeed {
  readonly #db: Database
  readonly #log: Logger
  readonly #onRead: (recordedAt: Date) => void
  readonly #channels = new Map<string, OpenChannel>()

  constructor(db: Database, log: Logger, onRead: (recordedAt: Date) => void = () => {}) {
    this.#onRead = onRead
    this.#db = db
    this.#log = log
  }

  /**
   * The events of a run after a position: first what is recorded, then live, in order, without gap or repeat. Ends
   * when the run is over and everything was delivered.
   * @param isSeen whether the run exists for whoever asks
   * @throws GraphQLError NOT_FOUND when there is no such run or it is deleted meanwhile, BAD_USER_INPUT when the
   * position lies ahead of the run's log
   */
  events(
    runId: string,
    after: bigint,
    isSeen: () => Promise<boolean> = async () => true,
  ): AsyncIterableIterator<LoggedEvent> {
    return closable((signal) => this.#watch({ runId, after, isSeen }, signal))
  }

  notified({ runId, sequence, kind }: RunEventsNotification): void {
    this.#reach(runId, (channel) => (kind === 'DELETED' ? channel.markDeleted() : channel.notified(sequence)))
  }

  /** Notifications may have been missed: every channel looks for itself. */
  reconnected(): void {
    for (const runId of this.#channels.keys()) this.#reach(runId, (channel) => channel.wake())
  }

  async *#watch(
    { runId, after, isSeen }: Asked,
    signal: AbortSignal,
  ): AsyncGenerator<LoggedEvent, void, void> {
    const open = this.#join(runId)
    const { channel, opened } = open
    try {
      const [exists, seen] = await Promise.all([opened, retried(isSeen, signal, this.#log)])
      if (!exists || !seen) throw notFound(`There is no run ${runId}.`)
      if (after > channel.head) await this.#refuseAhead(runId, after)
      for (let position = after; !signal.aborted; ) {
        const events = await channel.after(position, signal)
        for (const event of events) {
          if (signal.aborted) return
          yield event
          position = event.sequence
        }
        if (channel.deleted) throw notFound(`Run ${runId} was deleted.`)
        if (events.length > 0 && position < channel.head) continue
        if (channel.ended && position >= channel.head) return
        await channel.changed(signal)
      }
    } finally {
      this.#leave(runId, open)
    }
  }

  #join(runId: string): OpenChannel {
    const known = this.#channels.get(runId)
    if (known && !known.channel.failed) {
      known.watchers++
      return known
    }
    const channel = new RunChannel(this.#db, runId, this.#log, this.#onRead)
    const open = { channel, opened: channel.open(), watchers: 1 }
    this.#channels.set(runId, open)
    return open
  }

  #leave(runId: string, open: OpenChannel): void {
    if (--open.watchers > 0) return
    if (this.#channels.get(runId) === open) this.#channels.delete(runId)
    open.channel.close()
  }

  /** Also reaches a channel that is being opened, once it is: what it read may be older than the news. */
  #reach(runId: string, act: (channel: RunChannel) => void): void {
    const open = this.#channels.get(runId)
    open?.opened.then(
      () => act(open.channel),
      () => {},
    )
  }

  /** A channel may not have heard yet of an event whose cursor a query just gave out: the run's row decides. */
  async #refuseAhead(runId: string, after: bigint): Promise<void> {
    const state = await findRunState(this.#db, runId)
    if (state && after > state.lastSequence)
      throw new GraphQLError(`The cursor lies ahead of every event of run ${runId}: it is of another run.`, {
        extensions: { code: 'BAD_USER_INPUT' },
      })
  }
}

const notFound = (message: string): GraphQLError =>
  new GraphQLError(message, { extensions: { code: 'NOT_FOUND' } })
