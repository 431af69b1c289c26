import { once } from 'node:events'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

/** Stands between the product and PostgreSQL: sees what is asked, breaks connections off, and keeps them waiting. */
export class DatabaseProxy {
  /** The port of PostgreSQL. */
  target: number
  readonly #server: Server
  readonly #sockets = new Set<Socket>()
  readonly #watches = new Set<{ readonly text: string; readonly seen: () => void }>()
  #isCut = false
  #delay = 0

  private constructor(target: number) {
    this.target = target
    this.#server = createServer((client) => this.#join(client))
  }

  static async start(target: number): Promise<DatabaseProxy> {
    const proxy = new DatabaseProxy(target)
    proxy.#server.listen(0, '127.0.0.1')
    await once(proxy.#server, 'listening')
    return proxy
  }

  get port(): number {
    const address = this.#server.address()
    if (address === null || typeof address === 'string') throw new Error('the proxy has no port')
    return address.port
  }

  /** Resolves when a statement with this text passes, or when told by `signal` that nobody waits any more. */
  async sees(text: string, signal: AbortSignal): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    const seen = () => resolve()
    const watch = { text, seen }
    this.#watches.add(watch)
    signal.addEventListener('abort', seen, { once: true })
    if (signal.aborted) seen()
    await promise
    signal.removeEventListener('abort', seen)
    this.#watches.delete(watch)
  }

  /** Breaks every connection off and takes none for so long. */
  async cut(milliseconds: number): Promise<void> {
    this.#isCut = true
    for (const socket of this.#sockets) socket.destroy()
    await sleep(milliseconds)
    this.#isCut = false
  }

  /** For so long, everything takes `delay` longer on its way. */
  async slow(milliseconds: number, delay: number): Promise<void> {
    this.#delay = delay
    await sleep(milliseconds)
    this.#delay = 0
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy()
    this.#server.close()
    await once(this.#server, 'close')
  }

  #join(client: Socket): void {
    if (this.#isCut) {
      client.destroy()
      return
    }
    const database = connect({ host: '127.0.0.1', port: this.target, noDelay: true })
    client.setNoDelay(true)
    for (const socket of [client, database]) {
      this.#sockets.add(socket)
      socket
        .on('error', () => {})
        .on('close', () => {
          this.#sockets.delete(socket)
          client.destroy()
          database.destroy()
        })
    }
    client.on('data', this.#pass(database)).on('data', (data) => this.#look(data))
    database.on('data', this.#pass(client))
  }

  /** Writes in order, also where what was written before still waits. */
  #pass(to: Socket): (data: Buffer) => void {
    let due = 0
    return (data) => {
      due = Math.max(due, performance.now() + this.#delay)
      const wait = due - performance.now()
      if (wait <= 0) to.write(data)
      else setTimeout(() => to.destroyed || to.write(data), Math.ceil(wait))
    }
  }

  #look(data: Buffer): void {
    for (const watch of this.#watches) if (data.includes(watch.text)) watch.seen()
  }
}
