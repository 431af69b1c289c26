import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { TypedDocumentNode } from '@apollo/client'
import { buildSchema, execute, GraphQLError, parse, subscribe, validate } from 'graphql'
import { createClient } from 'graphql-ws'
import { useServer as attachServer } from 'graphql-ws/use/ws'
import { expect, test } from 'vitest'
import WebSocket, { WebSocketServer } from 'ws'
import { follow } from '../src/live/follow.ts'

type Change = { readonly change: number }
const document: TypedDocumentNode<Change, Record<string, never>> = parse('subscription { change }')

test('a subscription that fails or ends while the socket holds is asked for again, and that is told each time', async () => {
  const changes = [1, 2, 3]
  /** After the first it fails, after the second it ends, after the third it goes on. */
  const feed = async function* () {
    const change = changes.shift()
    yield { change }
    if (change === 1) throw new GraphQLError('the feed is being restarted')
    if (change === 3) await new Promise(() => {})
  }
  const http = createServer()
  const wss = new WebSocketServer({ server: http })
  const schema = buildSchema('type Query { ok: Boolean } type Subscription { change: Int! }')
  const ours = { schema, execute, subscribe, validate }
  attachServer({ ...ours, roots: { subscription: { change: feed } } }, wss)
  http.listen(0)
  await once(http, 'listening')
  const { port } = http.address() as AddressInfo
  const client = createClient({ url: `ws://127.0.0.1:${port}`, webSocketImpl: WebSocket })
  const told: string[] = []
  const { promise: third, resolve } = Promise.withResolvers<void>()
  const stop = follow({
    ...{ client, document, variables: {}, wait: () => Promise.resolve() },
    onData: ({ change }) => {
      told.push(`change ${change}`)
      if (change === 3) resolve()
    },
    onError: () => told.push('failed'),
    onAgain: () => told.push('again'),
  })
  await third
  stop()
  await client.dispose()
  for (const socket of wss.clients) socket.terminate()
  http.close()
  expect(told).toEqual(['change 1', 'failed', 'again', 'change 2', 'again', 'change 3'])
})
