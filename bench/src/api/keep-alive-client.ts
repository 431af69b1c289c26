import { connect, type Socket } from 'node:net'

type Answered = { resolve(body: string): void; reject(error: Error): void }

const HEAD_END = Buffer.from('\r\n\r\n')

/**
 * One keep-alive connection that sends one GraphQL request at a time. Of its own, so that the two cores measure the
 * server and not the client: Node's fetch costs as much as a small request does on the other side.
 */
export class KeepAliveClient {
  readonly #socket: Socket
  readonly #host: string
  #received: Buffer[] = []
  #size = 0
  #expected: number | undefined
  #waiting: Answered | undefined

  constructor(address: string) {
    const { hostname, port, host } = new URL(address)
    this.#host = host
    this.#socket = connect({ host: hostname, port: Number(port), noDelay: true })
    this.#socket.on('data', (data) => this.#read(data))
    this.#socket.on('error', (error) => this.#waiting?.reject(error))
    this.#socket.on('close', () => this.#waiting?.reject(new Error('the server closed the connection')))
  }

  /** The body of the answer. @throws when it is not 200, or the connection is lost or has been closed meanwhile */
  send(body: string): Promise<string> {
    const head = `POST /graphql HTTP/1.1\r\nhost: ${this.#host}\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n`
    return new Promise((resolve, reject) => {
      if (!this.#socket.writable)
        return reject(new Error('the server closed the connection while nothing was sent'))
      this.#waiting = { resolve, reject }
      this.#socket.write(head + body)
    })
  }

  close(): void {
    this.#socket.destroy()
  }

  #read(data: Buffer): void {
    this.#received.push(data)
    this.#size += data.length
    if (this.#expected === undefined) {
      const all = Buffer.concat(this.#received)
      this.#received = [all]
      const end = all.indexOf(HEAD_END)
      if (end < 0) return
      const head = all.toString('latin1', 0, end)
      const length = /\r\ncontent-length: (\d+)/i.exec(head)?.[1]
      if (!/^HTTP\/1\.1 200/.test(head) || length === undefined) {
        this.#waiting?.reject(new Error(`the server answered: ${all.toString().slice(0, 500)}`))
        return
      }
      this.#expected = end + HEAD_END.length + Number(length)
    }
    if (this.#size < this.#expected) return
    const all = Buffer.concat(this.#received)
    const body = all.toString('utf8', all.indexOf(HEAD_END) + HEAD_END.length, this.#expected)
    this.#received = []
    this.#size = 0
    this.#expected = undefined
    this.#waiting?.resolve(body)
  }
}
