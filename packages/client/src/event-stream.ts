import { createParser, type EventSourceMessage } from 'eventsource-parser'
import type { Operation } from './operation.ts'
import { answerOf, refusalOf, type Server, UnreachableError } from './server.ts'

/** The server sends a sign of life every 12 seconds; a connection that is silent for this long is dead. */
const SILENCE_MILLISECONDS = 40_000

/**
 * A subscription over one HTTP response (GraphQL over SSE). Returns when the server completes it.
 * @throws UnreachableError when the connection is lost, RefusedError for what the server refuses
 */
export async function* eventStream<Result, Variables>(
  server: Server,
  document: Operation<Result, Variables>,
  variables: Variables,
  signal?: AbortSignal,
): AsyncGenerator<Result, void, void> {
  const connection = new AbortController()
  const silence = setTimeout(
    () => connection.abort(new Error('the connection fell silent')),
    SILENCE_MILLISECONDS,
  )
  const stop = () => connection.abort(signal?.reason)
  signal?.addEventListener('abort', stop, { once: true })
  if (signal?.aborted) stop()
  try {
    const response = await server.post(document, variables, {
      accept: 'text/event-stream',
      signal: connection.signal,
    })
    const isStream = response.headers.get('content-type')?.startsWith('text/event-stream')
    if (!isStream) throw refusalOf(await answerOf(response, server.url)) ?? lost(server)
    let messages: EventSourceMessage[] = []
    const parser = createParser({ onEvent: (message) => messages.push(message) })
    const decoder = new TextDecoder()
    for await (const chunk of response.body ?? []) {
      silence.refresh()
      parser.feed(decoder.decode(chunk, { stream: true }))
      const arrived = messages
      messages = []
      for (const { event, data } of arrived) {
        if (event === 'complete') return
        if (event !== 'next') continue
        const answer: { readonly data?: Result | null } & Parameters<typeof refusalOf>[0] = JSON.parse(data)
        const refused = refusalOf(answer)
        if (refused) throw refused
        if (answer.data) yield answer.data
      }
    }
    throw lost(server)
  } catch (error) {
    signal?.throwIfAborted()
    // fetch tells a broken connection as a TypeError, and ours by its reason.
    if (error instanceof TypeError || error === connection.signal.reason) throw lost(server, error)
    throw error
  } finally {
    clearTimeout(silence)
    signal?.removeEventListener('abort', stop)
    connection.abort()
  }
}

const lost = (server: Server, cause?: unknown): UnreachableError =>
  new UnreachableError(`the connection to ${server.url} was lost`, { cause })
