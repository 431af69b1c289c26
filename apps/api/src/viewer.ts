import type { IncomingMessage } from 'node:http'

type Role = 'OWNER' | 'MEMBER' | 'VIEWER'
export type Viewer = { readonly name: string; readonly role: Role }

/**
 * Who asks, or null for nobody. The one place that decides it, for HTTP, WebSocket, images and the site alike.
 *
 * There is no sign-in yet: whoever sits at this machine owns what it holds, everybody else is nobody.
 */
export function viewerOf(request: IncomingMessage): Viewer | null {
  // A forwarded request comes from somewhere else, although its last hop is this machine.
  const forwarded = Object.keys(request.headers).some((name) => FORWARDING.test(name))
  if (forwarded || !isLoopback(request.socket.remoteAddress)) return null
  return { name: 'Local', role: 'OWNER' }
}

const FORWARDING = /^(via|forwarded|x-forwarded-.*|x-real-ip|cf-connecting-ip|true-client-ip)$/

const isLoopback = (address: string | undefined): boolean =>
  address !== undefined && (address === '::1' || /^(::ffff:)?127\.\d+\.\d+\.\d+$/.test(address))
