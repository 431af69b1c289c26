import { once } from 'node:events'
import { type Request, type RequestHandler, type Response, Router } from 'express'
import { GraphQLError, type GraphQLSchema } from 'graphql'
import { createHandler, type Request as StreamRequest } from 'graphql-sse'
import { z } from 'zod'
import { type Context, createContext, type Services } from '../context.ts'
import { publicError } from '../errors.ts'
import { limits } from '../limits.ts'
import { observedExecution } from '../observe/observed-execution.ts'
import { Backlog } from './backlog.ts'
import { jsonBody } from './json-body.ts'
import { operationPreparer } from './prepare-operation.ts'
import { isOwnPage } from './public-address.ts'

/** One operation and the response that carries it. */
type Exchange = { readonly context: Context; readonly backlog: Backlog; readonly ended: AbortSignal }

/**
 * GraphQL over server-sent events, in distinct connections: one response carries one operation. For clients without
 * WebSockets, such as `curl -N`: at /graphql/stream, and at /graphql for those who accept `text/event-stream`.
 */
export function graphqlOverSse(schema: GraphQLSchema, services: Services): RequestHandler {
  const { access, log, observer, stopping } = services
  const prepare = operationPreparer(schema)
  const openStreams = new Map<string, number>()
  const handle = createHandler<Exchange, undefined, Context>({
    schema,
    ...observedExecution(observer, 'sse'),
    authenticate: () => null,
    validate: () => [],
    onSubscribe({ raw: { context } }, { query, variables, operationName }) {
      const prepared = prepare({ query, variables: variables ?? null, operationName }, context)
      // Told in the stream, where browsers can read it.
      if ('document' in prepared) return prepared
      return { data: null, errors: prepared.map(asSeen) }
    },
    async onNext(_context, { raw }) {
      await raw.backlog.add()
    },
  })
  const asSeen = (error: unknown): GraphQLError => {
    const { message, ...rest } = publicError(error, log)
    return new GraphQLError(message, { ...(rest.extensions && { extensions: rest.extensions }) })
  }

  const stream: RequestHandler = async (request, response) => {
    if (!isOwnPage(request, services.publicUrl)) {
      response.status(403).json(refusal('Pages of other sites may not connect.', 'FORBIDDEN'))
      return
    }
    const context = createContext(services, await access.viewerOf(request))
    const asker = context.viewer?.user.id ?? 'nobody'
    const count = (openStreams.get(asker) ?? 0) + 1
    if (count > limits.streamsPerViewer) {
      const message = `At most ${limits.streamsPerViewer} streams may be open at a time.`
      response.status(429).json(refusal(message, 'TOO_MANY_OPERATIONS'))
      return
    }
    openStreams.set(asker, count)
    const ending = new AbortController()
    const release = access.hold(context.viewer, (why) => ending.abort(why))
    response.once('close', () => {
      release()
      const left = (openStreams.get(asker) ?? 1) - 1
      if (left > 0) openStreams.set(asker, left)
      else openStreams.delete(asker)
    })
    const exchange = { context, backlog: new Backlog(), ended: ending.signal }
    const [body, { status, statusText, headers }] = await handle(streamRequest(request, exchange))
    // Not `content-encoding: none`, which is no encoding that clients know.
    const { 'content-encoding': _, ...sent } = headers ?? {}
    if (typeof body === 'string' && status >= 400) {
      response
        .status(status)
        .set(sent)
        .json(refusal(saidIn(body), 'BAD_REQUEST'))
      return
    }
    response.writeHead(status, statusText, { ...sent, 'x-accel-buffering': 'no' })
    if (body === null || typeof body === 'string') response.end(body)
    else await pipe(body, response, exchange)
  }

  function fail(response: Response, error: unknown): void {
    const { message, extensions } = asSeen(error)
    response.write(`event: next\ndata: ${JSON.stringify({ errors: [{ message, extensions }] })}\n\n`)
    response.write('event: complete\ndata: \n\n')
  }

  /**
   * Ends without `complete` when the server stops, or the viewer is in fewer workspaces, so that clients connect again
   * where they were.
   */
  async function pipe(
    body: AsyncGenerator<string, void, undefined>,
    response: Response,
    { backlog, ended }: Exchange,
  ): Promise<void> {
    const leave = () => {
      backlog.end()
      void body.return()
    }
    response.once('close', leave)
    stopping.addEventListener('abort', leave)
    ended.addEventListener('abort', leave)
    if (ended.aborted) leave()
    try {
      for await (const text of body) {
        if (response.destroyed || stopping.aborted || ended.aborted) break
        if (!response.write(text)) await drained(response)
        if (text.startsWith('event: next')) backlog.take()
      }
      if (ended.reason === 'shut out') fail(response, noLongerLetIn())
    } catch (error) {
      fail(response, error)
    } finally {
      stopping.removeEventListener('abort', leave)
      leave()
      response.end()
    }
  }

  const router = Router()
  router.use((request, _response, next) => next(wantsStream(request) ? undefined : 'router'))
  router.use(...jsonBody(), stream)
  return router
}

/** Resolves when there is room to write, or nobody to write to. A slow stream waits often: nothing may stay behind. */
async function drained(response: Response): Promise<void> {
  const over = new AbortController()
  try {
    await Promise.race(['drain', 'close'].map((event) => once(response, event, { signal: over.signal })))
  } finally {
    over.abort()
  }
}

const refused = z.object({ errors: z.array(z.object({ message: z.string() })).min(1) })

/** What graphql-sse says of a request that is none; it gives no code. */
function saidIn(body: string): string {
  const { errors } = refused.parse(JSON.parse(body))
  return errors.map(({ message }) => message).join(' ')
}

const noLongerLetIn = () =>
  new GraphQLError('You were signed out, or the API key was revoked.', {
    extensions: { code: 'UNAUTHENTICATED' },
  })

const wantsStream = ({ path, headers }: Request): boolean =>
  path === '/stream' || headers.accept?.includes('text/event-stream') === true

const streamRequest = (request: Request, raw: Exchange): StreamRequest<Exchange, undefined> => ({
  method: request.method,
  url: request.originalUrl,
  // Whoever asks at this address wants a stream, whatever else it accepts.
  headers: {
    get: (name) => (name.toLowerCase() === 'accept' ? 'text/event-stream' : request.get(name.toLowerCase())),
  },
  body: () => request.body ?? null,
  raw,
  context: undefined,
})

const refusal = (message: string, code: string) => ({ errors: [{ message, extensions: { code } }] })
