import { createServer } from 'node:net'

/**
 * The port when it can be listened on there (0: one that the system picks); null when another program has it.
 * @param {number} wanted @param {string} host @returns {Promise<number | null>}
 */
export function freePort(wanted, host) {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', (error) => {
      if ('code' in error && error.code === 'EADDRINUSE') resolve(null)
      else reject(error)
    })
    server.listen({ port: wanted, host, exclusive: true }, () => {
      const address = server.address()
      server.close(() => resolve(address !== null && typeof address === 'object' ? address.port : null))
    })
  })
}
