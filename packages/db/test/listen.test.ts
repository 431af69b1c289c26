import { connect, createServer, type Socket } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { listen } from '../src/index.ts'
import { createTestDatabase, type TestDatabase } from '../src/testing/index.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase('listen')
})
afterAll(() => database.drop())

const notify = (payload: string) => database.db.$executeRaw`SELECT pg_notify('news', ${payload})`

/** A listener whose events can be awaited one after the other. */
async function listener(url: string, heartbeatMs?: number) {
  const heard: string[] = []
  let next = Promise.withResolvers<void>()
  const add = (what: string) => {
    heard.push(what)
    next.resolve()
    next = Promise.withResolvers()
  }
  const handlers = {
    onNotification: (_: string, payload: string) => add(payload),
    onReconnect: () => add('reconnected'),
  }
  const listening = await listen(url, ['news'], handlers, heartbeatMs === undefined ? {} : { heartbeatMs })
  const until = async (what: string) => {
    while (!heard.includes(what)) await next.promise
  }
  return { heard, until, stop: () => listening.stop() }
}

test('a listener hears what is told after it resolved, and nothing after it stopped', async () => {
  const one = await listener(database.url)
  await notify('first')
  await one.until('first')
  await one.stop()
  await notify('late')
  expect(one.heard).toEqual(['first'])
})

test('a killed connection is made again, its caller told of the gap, and news are heard again', async () => {
  const one = await listener(database.url)
  await database.db.$executeRaw`
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE application_name = 'atelier-listen' AND datname = current_database()`
  await one.until('reconnected')
  await notify('after')
  await one.until('after')
  expect(one.heard).toEqual(['reconnected', 'after'])
  await one.stop()
})

test('a connection that swallows everything without closing is noticed and made again', async () => {
  const proxy = await blackHole(database.url)
  const one = await listener(proxy.url, 1000)
  proxy.swallow()
  await one.until('reconnected')
  await notify('through')
  await one.until('through')
  await one.stop()
  proxy.close()
})

test('an address where nothing answers is refused at once', async () => {
  const handlers = { onNotification: () => {}, onReconnect: () => {} }
  await expect(listen('postgresql://x:y@127.0.0.1:1/z', ['news'], handlers)).rejects.toThrow('ECONNREFUSED')
})

/** A proxy before the database that can stop passing on what open connections say; new ones get through. */
async function blackHole(url: string) {
  const { hostname, port } = new URL(url)
  const sockets = new Set<Socket>()
  const server = createServer((from) => {
    const to = connect(Number(port), hostname)
    for (const socket of [from, to]) sockets.add(socket.on('error', () => {}))
    from.pipe(to).pipe(from)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the proxy has no port')
  const through = new URL(url)
  through.port = String(address.port)
  return {
    url: through.href,
    swallow() {
      for (const socket of sockets) socket.unpipe().pause()
    },
    close() {
      for (const socket of sockets) socket.destroy()
      server.close()
    },
  }
}
