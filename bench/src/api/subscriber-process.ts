/** Watches a run with many subscriptions over several sockets, and tells its parent when each had an epoch. */
const [address = '', runId = '', viewers = '1'] = process.argv.slice(2)
const ON_A_SOCKET = 100
const count = Number(viewers)
const query =
  'subscription ($runId: ID!) { runEvents(runId: $runId) { __typename cursor ... on EpochCompleted { epoch { index loss accuracy validationLoss validationAccuracy } } } }'
/** When each viewer had the frame of an epoch, in milliseconds since 1970. */
const arrivals = new Map<number, number[]>()

function watch(from: number): void {
  const socket = new WebSocket(address, 'graphql-transport-ws')
  socket.onopen = () => socket.send(JSON.stringify({ type: 'connection_init' }))
  socket.onerror = () => {
    throw new Error('the socket failed')
  }
  socket.onmessage = ({ data }) => {
    // Taken before the frame is read, which is the viewer's own work.
    const now = performance.timeOrigin + performance.now()
    const { type, payload } = JSON.parse(String(data))
    if (type === 'ping') socket.send(JSON.stringify({ type: 'pong' }))
    if (type === 'connection_ack')
      for (let id = from; id < Math.min(count, from + ON_A_SOCKET); id += 1)
        socket.send(
          JSON.stringify({ id: String(id), type: 'subscribe', payload: { query, variables: { runId } } }),
        )
    if (type === 'error' || payload?.errors) throw new Error(`a subscription failed: ${data}`)
    const index = payload?.data?.runEvents?.epoch?.index
    if (typeof index === 'number') arrived(index, now)
  }
}

function arrived(epoch: number, at: number): void {
  const times = arrivals.get(epoch) ?? []
  arrivals.set(epoch, times)
  times.push(at)
  if (times.length === count) process.send?.({ epoch, times })
}

for (let from = 0; from < count; from += ON_A_SOCKET) watch(from)
