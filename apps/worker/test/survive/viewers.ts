import { setTimeout as sleep } from 'node:timers/promises'
import { createClient as connect } from '@atelier/client'
import { createClient } from 'graphql-ws'
import { z } from 'zod'

const seenEvent = z.object({
  __typename: z.string(),
  cursor: z.string(),
  at: z.coerce.date(),
  status: z.string().optional(),
})
export type SeenEvent = z.output<typeof seenEvent> & { readonly sequence: number }

const query = `subscription ($runId: ID!, $after: Cursor) {
  runEvents(runId: $runId, after: $after) { __typename cursor at ... on StatusChanged { status } }
}`

/** Somebody who watches a run from its beginning to its end, and goes on where they were after every interruption. */
export class Viewer {
  readonly events: SeenEvent[] = []
  readonly ended: Promise<void>

  private constructor(watch: (events: SeenEvent[]) => Promise<void>) {
    this.ended = watch(this.events)
    // Looked at by whoever asks for the end.
    this.ended.catch(() => {})
  }

  /** By the client for scripts, over SSE: it connects again by itself. */
  static script(address: string, runId: string): Viewer {
    return new Viewer(async (events) => {
      for await (const event of connect({ url: address }).runEvents(runId)) events.push(seen(event))
    })
  }

  /** Over a WebSocket, as the site does. */
  static browser(address: string, runId: string): Viewer {
    return new Viewer(async (events) => {
      while (!(await socket(address, runId, events))) await sleep(200)
    })
  }
}

const seen = (value: unknown): SeenEvent => {
  const event = seenEvent.parse(value)
  return { ...event, sequence: Number(Buffer.from(event.cursor, 'base64url').toString()) }
}

/** Follows by one connection; whether the run is over at its end. */
async function socket(address: string, runId: string, events: SeenEvent[]): Promise<boolean> {
  const client = createClient({ url: `${address.replace('http', 'ws')}/graphql`, retryAttempts: 0 })
  const variables = { runId, after: events.at(-1)?.cursor ?? null }
  try {
    for await (const { data, errors } of client.iterate<{ runEvents: unknown }>({ query, variables })) {
      if (errors) throw new Error(errors.map(({ message }) => message).join('\n'))
      if (data) events.push(seen(data.runEvents))
    }
    return true
  } catch (error) {
    // A socket that closes comes as an event; what the server refuses, as errors.
    if (error instanceof Error && !/socket|terminated|ECONN|network/i.test(error.message)) throw error
    return false
  } finally {
    await client.dispose()
  }
}
