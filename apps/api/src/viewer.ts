import type { IncomingMessage } from 'node:http'

/** Who asks. */
export type Viewer = {
  readonly user: { readonly id: string; readonly name: string; readonly email: string }
  readonly role: 'OWNER' | 'MEMBER' | 'VIEWER'
  /** What this way of coming in allows at most. */
  readonly scope: 'READ' | 'WRITE'
  readonly via: { readonly kind: 'key' | 'session'; readonly id: string } | { readonly kind: 'open' }
}

/** Whoever sits at this machine, where there is no sign-in. */
const local: Viewer = {
  user: { id: 'local', name: 'Local', email: '' },
  ...{ role: 'OWNER', scope: 'WRITE', via: { kind: 'open' } },
}

/**
 * Who asks where there is no sign-in: whoever sits at this machine owns what it holds, and everybody else is nobody.
 */
export function openViewerOf(request: IncomingMessage): Viewer | null {
  // A forwarded request comes from somewhere else, although its last hop is this machine.
  const forwarded = Object.keys(request.headers).some((name) => FORWARDING.test(name))
  if (forwarded || !isLoopback(request.socket.remoteAddress)) return null
  return local
}

const FORWARDING = /^(via|forwarded|x-forwarded-.*|x-real-ip|cf-connecting-ip|true-client-ip)$/

const isLoopback = (address: string | undefined): boolean =>
  address !== undefined && (address === '::1' || /^(::ffff:)?127\.\d+\.\d+\.\d+$/.test(address))

/** The member behind a viewer; null for whoever sits at this machine. */
export const memberOf = (viewer: Viewer | null): string | null =>
  viewer && viewer.via.kind !== 'open' ? viewer.user.id : null
