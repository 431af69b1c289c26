import { WebSocket } from 'ws'

type Answered = { resolve(result: string): void; reject(error: Error): void }

/**
 * One WebSocket (graphql-transport-ws) that carries one GraphQL operation at a time. Of its own for the same reason as
 * `KeepAliveClient`: the two cores measure the server.
 */
export class SocketClient {
  readonly #socket: WebSocket
  #waiting: Answered | undefined
  #answer = ''

  private constructor(socket: WebSocket) {
    this.#socket = socket
    socket.on('message', (data) => this.#read(data.toString()))
    socket.on('close', (code) => this.#waiting?.reject(new Error(`the server closed the socket: ${code}`)))
  }

  /** @throws when nobody answers there, or the server does not let this client in */
  static connect(address: string): Promise<SocketClient> {
    const socket = new WebSocket(`${address.replace(/^http/, 'ws')}/graphql`, 'graphql-transport-ws')
    return new Promise((resolve, reject) => {
      socket.once('error', reject)
      socket.once('close', (code) => reject(new Error(`the server closed the socket: ${code}`)))
      socket.once('open', () => socket.send('{"type":"connection_init"}'))
      socket.once('message', () => resolve(new SocketClient(socket)))
    })
  }

  /** The message that holds the answer. @throws when the operation is refused, or the connection is lost */
  send(operation: { readonly query: string; readonly variables: object }): Promise<string> {
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject }
      this.#socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: operation }))
    })
  }

  close(): void {
    this.#socket.close()
  }

  #read(message: string): void {
    if (message.includes('"type":"next"')) this.#answer = message
    else if (message.includes('"type":"complete"')) this.#waiting?.resolve(this.#answer)
    else if (message.includes('"type":"error"')) this.#waiting?.reject(new Error(message))
    else if (message.includes('"type":"ping"')) this.#socket.send('{"type":"pong"}')
  }
}
