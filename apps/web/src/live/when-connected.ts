import type { Client } from 'graphql-ws'

/** By then a subscription that was sent with the connection has surely begun. */
const BEGUN_AFTER_MS = 2_000

/**
 * Runs `look` now, at every connection, and each time once more a moment later: what has no cursor and happened after the
 * look, but before the subscription had begun at the server, is told by nothing else.
 * @returns what ends it
 */
export function whenConnected(socket: Client, look: () => unknown): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined
  const run = () => {
    look()
    clearTimeout(timer)
    timer = setTimeout(look, BEGUN_AFTER_MS)
  }
  const stop = socket.on('connected', run)
  run()
  return () => {
    stop()
    clearTimeout(timer)
  }
}
