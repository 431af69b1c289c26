import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'

export type CommitProxy = {
  readonly url: string
  /** From now on the answer to a COMMIT is kept back; resolves when the database has given it. */
  keepBack(): Promise<void>
  stop(): Promise<void>
}

/** Stands between a process and PostgreSQL: what it commits is committed, but it does not hear of it. */
export async function commitProxy(databaseUrl: string): Promise<CommitProxy> {
  const target = new URL(databaseUrl)
  const armed = Promise.withResolvers<void>()
  let isArmed = false
  const sockets = new Set<Socket>()
  const server = createServer((client) => {
    const database = connect({ host: target.hostname, port: Number(target.port) })
    let committing = false
    for (const socket of [client, database]) {
      sockets.add(socket)
      socket.on('error', () => {}).on('close', () => [client, database].map((each) => each.destroy()))
    }
    client.on('data', (data) => {
      if (isArmed && data.includes('COMMIT\0')) committing = true
      database.write(data)
    })
    database.on('data', (data) => {
      if (!committing) client.write(data)
      // The answers to the statements before it may come first.
      else if (data.includes('COMMIT\0')) armed.resolve()
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the proxy has no port')
  const url = new URL(databaseUrl)
  url.host = `127.0.0.1:${address.port}`
  return {
    url: url.href,
    keepBack() {
      isArmed = true
      return armed.promise
    },
    async stop() {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}
