import type { IncomingMessage } from 'node:http'
import {
  type Database,
  findApiKey,
  findLiveApiKeys,
  findLiveSessions,
  findMember,
  findWorkspacesOf,
  listAllWorkspaces,
} from '@atelier/db'
import type { Logger } from 'pino'
import { isFromHere, type KnownViewer, openViewer, type Viewer } from '../viewer.ts'
import { inAskedWorkspace } from './asked-workspace.ts'
import type { SignIn } from './sign-in.ts'

/** A key is looked up again after this long, should the news of its end have been missed. */
const TRUST_MILLISECONDS = 5_000
/** More keys than this are looked up each time. */
const MOST_REMEMBERED = 10_000
/** Sessions also end by their age, of which nobody tells. */
const LOOK_MILLISECONDS = 30_000

/** What is shown beside a request's own headers, as in the connection parameters of a socket. */
export type Shown = { readonly authorization?: string | undefined; readonly workspace?: string | undefined }

/** Why what somebody holds open ends: they are let in no more, or they are in fewer workspaces and may come again. */
export type Ending = 'shut out' | 'sees less'

type Held = {
  readonly memberId: string
  readonly end: (why: Ending) => void
  /** The workspaces that they were in at the last look, of which they may follow anything. */
  workspaces: ReadonlySet<string>
}

/** By this whoever sits at this machine is remembered: with spaces, so that nobody can show it as a key. */
const SITS_HERE = 'sits at this machine'

/** Who may come in, and what they hold open: all of it ends with their key or session, on every API process. */
export class Access {
  readonly #db: Database
  readonly #log: Logger
  readonly #signIn: SignIn | null
  readonly #looking: NodeJS.Timeout
  readonly #remembered = new Map<string, { readonly viewer: KnownViewer; readonly until: number }>()
  readonly #held = new Map<string, Set<Held>>()
  /** Grows with every news. */
  #generation = 0

  /** @param signIn null: there is none, so whoever sits at this machine owns what it holds */
  constructor(db: Database, log: Logger, signIn: SignIn | null) {
    this.#db = db
    this.#log = log
    this.#signIn = signIn
    this.#looking = setInterval(() => void this.#check([...this.#held.keys()]), LOOK_MILLISECONDS).unref()
  }

  close(): void {
    clearInterval(this.#looking)
  }

  /**
   * Who asks, or null for nobody. The one place that decides it, for HTTP, WebSocket, images and the site alike.
   * Whoever shows a key is its holder or nobody, also at this machine.
   */
  async viewerOf(request: IncomingMessage, shown: Shown = {}): Promise<Viewer | null> {
    const known = await this.#knownOf(request, shown.authorization ?? request.headers.authorization)
    return known && inAskedWorkspace(known, request, shown.workspace)
  }

  async #knownOf(request: IncomingMessage, authorization: string | undefined): Promise<KnownViewer | null> {
    if (authorization !== undefined) {
      const secret = /^Bearer +(\S+) *$/i.exec(authorization)?.[1]
      return secret === undefined ? null : this.#holderOf(secret)
    }
    if (this.#signIn) return this.#signedIn(this.#signIn, request)
    return isFromHere(request)
      ? this.#remember(SITS_HERE, async () => openViewer(await listAllWorkspaces(this.#db)))
      : null
  }

  #holderOf(secret: string): Promise<KnownViewer | null> {
    return this.#remember(secret, async () => {
      const key = await findApiKey(this.#db, secret)
      if (!key) return null
      const { id, name, email } = key.member
      const { scope, workspaces } = key
      return { user: { id, name, email }, workspaces, scope, via: { kind: 'key', id: key.id } }
    })
  }

  async #signedIn(signIn: SignIn, request: IncomingMessage): Promise<KnownViewer | null> {
    const cookie = signIn.cookieOf(request)
    if (cookie === undefined) return null
    return this.#remember(`cookie ${cookie}`, async () => {
      const session = await signIn.sessionOf(request)
      const member = session && (await findMember(this.#db, session.userId))
      if (!member) return null
      const { id, name, email, workspaces } = member
      const via = { kind: 'session', id: session.id } as const
      return { user: { id, name, email }, workspaces, scope: 'WRITE', via }
    })
  }

  async #remember(shown: string, look: () => Promise<KnownViewer | null>): Promise<KnownViewer | null> {
    const remembered = this.#remembered.get(shown)
    if (remembered && remembered.until > Date.now()) return remembered.viewer
    this.#remembered.delete(shown)
    const generation = this.#generation
    const found = await look()
    // Who is in no workspace has nothing to see.
    const viewer = found && found.workspaces.length > 0 ? found : null
    // News that came while it was looked up may have been of this one.
    if (viewer && generation === this.#generation && this.#remembered.size < MOST_REMEMBERED)
      this.#remembered.set(shown, { viewer, until: Date.now() + TRUST_MILLISECONDS })
    return viewer
  }

  /** Has `end` called, once, when what lets this viewer in ends, or one of their workspaces. @returns what takes it back */
  hold(viewer: Viewer | null, end: (why: Ending) => void): () => void {
    if (viewer === null || viewer.via.kind === 'open') return () => {}
    const { id } = viewer.via
    const workspaces = new Set(viewer.workspaces.map((workspace) => workspace.id))
    const held: Held = { memberId: viewer.user.id, end, workspaces }
    const all = this.#held.get(id) ?? new Set()
    this.#held.set(id, all.add(held))
    // It may have ended between the look at it and now.
    void this.#check([id])
    return () => {
      all.delete(held)
      if (all.size === 0 && this.#held.get(id) === all) this.#held.delete(id)
    }
  }

  /** News of a key or session that has ended, of a member who has other workspaces or roles, or of a workspace. */
  changed(id: string): void {
    this.#generation++
    for (const [shown, { viewer }] of this.#remembered)
      if (concerns(viewer, id)) this.#remembered.delete(shown)
    this.#shutOut(id)
    const theirs = [...this.#held].flatMap(([via, all]) =>
      [...all].some(({ memberId }) => memberId === id) ? [via] : [],
    )
    void this.#check(theirs)
  }

  #shutOut(via: string): void {
    const all = this.#held.get(via)
    this.#held.delete(via)
    for (const { end } of all ?? []) end('shut out')
  }

  /** News may have been missed. */
  reconnected(): void {
    this.#generation++
    this.#remembered.clear()
    void this.#check([...this.#held.keys()])
  }

  async #check(ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return
    try {
      const members = ids.flatMap((id) => [...(this.#held.get(id) ?? [])].map(({ memberId }) => memberId))
      const [keys, sessions, workspaces] = await Promise.all([
        findLiveApiKeys(this.#db, ids),
        findLiveSessions(this.#db, ids),
        findWorkspacesOf(this.#db, [...new Set(members)]),
      ])
      for (const id of ids) {
        if (!keys.has(id) && !sessions.has(id)) this.#shutOut(id)
        for (const held of this.#held.get(id) ?? []) {
          const now = workspaces.get(held.memberId) ?? new Set<string>()
          const seesLess = [...held.workspaces].some((workspace) => !now.has(workspace))
          held.workspaces = now
          if (seesLess) held.end('sees less')
        }
      }
    } catch (error) {
      this.#log.warn({ err: error }, 'whether keys and sessions still hold could not be looked up')
    }
  }
}

/** Whether news of an id may be of a viewer: whoever sits at this machine has to do with every workspace. */
const concerns = ({ via, user, workspaces }: KnownViewer, id: string): boolean =>
  via.kind === 'open' ||
  via.id === id ||
  user.id === id ||
  workspaces.some((workspace) => workspace.id === id)
