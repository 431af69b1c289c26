import type { RequestHandler } from 'express'
import { isSecure, type PublicAddress } from './public-address.ts'
import { cameThrough } from './trusted-proxies.ts'

/**
 * Where the public address is HTTPS: whoever came to a trusted proxy by plain HTTP is sent there, before a cookie or a
 * key goes over the network again.
 */
export function requireHttps(publicUrl: PublicAddress, trustedProxies: readonly string[]): RequestHandler {
  const isForwarded = cameThrough(trustedProxies)
  return (request, response, next) => {
    const isPlain =
      request.headers['x-forwarded-proto'] !== undefined &&
      request.protocol === 'http' &&
      isForwarded(request)
    if (publicUrl && isSecure(publicUrl) && isPlain)
      response.redirect(308, `${publicUrl.origin}${request.originalUrl}`)
    else next()
  }
}
