import type { IncomingMessage } from 'node:http'

/** The address that people reach this server by (ATELIER_PUBLIC_URL): an origin, without a path. */
export type PublicAddress = URL | undefined

/** Whether browsers come over HTTPS, so that cookies may demand it. */
export const isSecure = (publicUrl: PublicAddress): boolean => publicUrl?.protocol === 'https:'

/**
 * Whether a page that may speak for its reader sent this request: one of the public address, or of the very name that
 * the request was sent to. Under the public name only the public scheme counts. Scripts send no Origin.
 */
export function isOwnPage({ headers }: IncomingMessage, publicUrl: PublicAddress): boolean {
  const { origin, host } = headers
  if (origin === undefined || origin === publicUrl?.origin) return true
  const isPublic = publicUrl !== undefined && host?.toLowerCase() === publicUrl.host
  return !isPublic && URL.canParse(origin) && new URL(origin).host === host?.toLowerCase()
}

/** The origins of pages that may sign people in, for a request to that host. */
export function ownOrigins(host: string | null | undefined, publicUrl: PublicAddress): string[] {
  const open = host && host.toLowerCase() !== publicUrl?.host ? [`http://${host}`, `https://${host}`] : []
  return publicUrl ? [publicUrl.origin, ...open] : open
}
