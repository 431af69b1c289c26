import { type Client, createClient } from 'graphql-ws'
import { WebSocket } from 'ws'
import type { TestApi } from './start-api.ts'

export type Result<Data> = {
  readonly data?: Data | null | undefined
  readonly errors?: readonly { readonly message: string }[] | undefined
}

export type Subscriber = {
  subscribe<Data>(query: string, variables: Record<string, unknown>): AsyncIterableIterator<Result<Data>>
  /** Cuts the connection without a word, as a pulled cable does. */
  cut(): void
  close(): Promise<void>
}

/** A graphql-ws client with a socket of its own that does not connect again by itself. */
export function subscriber(api: Pick<TestApi, 'port'>, headers: Record<string, string> = {}): Subscriber {
  const sockets: WebSocket[] = []
  class Socket extends WebSocket {
    constructor(address: string, protocols: string | string[]) {
      super(address, protocols, { headers })
      sockets.push(this)
    }
  }
  const client: Client = createClient({
    ...{ url: `ws://127.0.0.1:${api.port}/graphql`, webSocketImpl: Socket, retryAttempts: 0 },
  })
  return {
    subscribe: <Data>(query: string, variables: Record<string, unknown>) =>
      client.iterate<Data>({ query, variables }),
    cut: () => {
      for (const socket of sockets) socket.terminate()
    },
    close: async () => client.dispose(),
  }
}

/** Takes results until there are `count`, or until the stream ends. Errors in a result are thrown. */
export async function take<Data>(
  stream: AsyncIterableIterator<Result<Data>>,
  count = Number.POSITIVE_INFINITY,
): Promise<Data[]> {
  const taken: Data[] = []
  while (taken.length < count) {
    const next = await stream.next()
    if (next.done) break
    if (next.value.errors) throw new Error(next.value.errors.map((error) => error.message).join('\n'))
    if (next.value.data) taken.push(next.value.data)
  }
  return taken
}
