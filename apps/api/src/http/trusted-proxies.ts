import type { IncomingMessage } from 'node:http'
import proxyAddress from 'proxy-addr'

/** Whether each is an address or a network, such as 10.0.0.1 or fd00::/8. */
export function isTrustedList(list: readonly string[]): boolean {
  try {
    proxyAddress.compile([...list])
    return true
  } catch {
    return false
  }
}

/** Whether the request came through one of these proxies, so that what it says of the client is to be believed. */
export function cameThrough(list: readonly string[]): (request: IncomingMessage) => boolean {
  const isTrusted = proxyAddress.compile([...list])
  return ({ socket: { remoteAddress } }) => remoteAddress !== undefined && isTrusted(remoteAddress, 0)
}
