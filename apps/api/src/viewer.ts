import type { IncomingMessage } from 'node:http'
import type { SeenWorkspace } from '@atelier/db'

/** Who asks, wherever they are. */
export type KnownViewer = {
  readonly user: { readonly id: string; readonly name: string; readonly email: string }
  /** What this way of coming in allows at most. */
  readonly scope: 'READ' | 'WRITE'
  readonly via: { readonly kind: 'key' | 'session'; readonly id: string } | { readonly kind: 'open' }
  /** Those that they are in, with what they may do there, oldest first. Others are as if they were not. */
  readonly workspaces: readonly SeenWorkspace[]
}

/** Who asks. */
export type Viewer = KnownViewer & {
  /** Where they are now: what is named by a slug alone lies there. Undefined: they asked for one that they are not in. */
  readonly workspace: SeenWorkspace | undefined
}

/** Whoever sits at this machine, where there is no sign-in: every workspace is theirs. */
export const openViewer = (workspaces: readonly SeenWorkspace[]): KnownViewer => ({
  user: { id: 'local', name: 'Local', email: '' },
  ...{ scope: 'WRITE', via: { kind: 'open' }, workspaces },
})

/** Whether a request comes from this machine, where without sign-in everybody else is nobody. */
export function isFromHere(request: IncomingMessage): boolean {
  // A forwarded request comes from somewhere else, although its last hop is this machine.
  const forwarded = Object.keys(request.headers).some((name) => FORWARDING.test(name))
  return !forwarded && isLoopback(request.socket.remoteAddress)
}

const FORWARDING = /^(via|forwarded|x-forwarded-.*|x-real-ip|cf-connecting-ip|true-client-ip)$/

const isLoopback = (address: string | undefined): boolean =>
  address !== undefined && (address === '::1' || /^(::ffff:)?127\.\d+\.\d+\.\d+$/.test(address))

/** The member behind a viewer; null for whoever sits at this machine. */
export const memberOf = (viewer: KnownViewer | null): string | null =>
  viewer && viewer.via.kind !== 'open' ? viewer.user.id : null
