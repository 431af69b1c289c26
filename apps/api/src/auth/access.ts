import type { IncomingMessage } from 'node:http'
import { type Database, findApiKey, findLiveApiKeys, findLiveSessions, findMember } from '@atelier/db'
import type { Logger } from 'pino'
import { openViewerOf, type Viewer } from '../viewer.ts'
import type { SignIn } from './sign-in.ts'

/** A key is looked up again after this long, should the news of its end have been missed. */
const TRUST_MILLISECONDS = 5_000
/** More keys than this are looked up each time. */
const MOST_REMEMBERED = 10_000
/** Sessions also end by their age, of which nobody tells. */
const LOOK_MILLISECONDS = 30_000

/** Who may come in, and what they hold open: all of it ends with their key or session, on every API process. */
export class Access {
  readonly #db: Database
  readonly #log: Logger
  readonly #signIn: SignIn | null
  readonly #looking: NodeJS.Timeout
  readonly #remembered = new Map<string, { readonly viewer: Viewer; readonly until: number }>()
  readonly #held = new Map<string, Set<() => void>>()
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
   * @param authorization what was shown beside the request's own header, as in the connection parameters of a socket
   */
  async viewerOf(request: IncomingMessage, authorization?: string): Promise<Viewer | null> {
    const shown = authorization ?? request.headers.authorization
    if (shown === undefined)
      return this.#signIn ? this.#signedIn(this.#signIn, request) : openViewerOf(request)
    const secret = /^Bearer +(\S+) *$/i.exec(shown)?.[1]
    return secret === undefined ? null : this.#holderOf(secret)
  }

  #holderOf(secret: string): Promise<Viewer | null> {
    return this.#remember(secret, async () => {
      const key = await findApiKey(this.#db, secret)
      if (!key) return null
      const { id, name, email, role } = key.member
      return { user: { id, name, email }, role, scope: key.scope, via: { kind: 'key', id: key.id } }
    })
  }

  async #signedIn(signIn: SignIn, request: IncomingMessage): Promise<Viewer | null> {
    const cookie = signIn.cookieOf(request)
    if (cookie === undefined) return null
    return this.#remember(`cookie ${cookie}`, async () => {
      const session = await signIn.sessionOf(request)
      const member = session && (await findMember(this.#db, session.userId))
      if (!member) return null
      const { id, name, email, role } = member
      return { user: { id, name, email }, role, scope: 'WRITE', via: { kind: 'session', id: session.id } }
    })
  }

  async #remember(shown: string, look: () => Promise<Viewer | null>): Promise<Viewer | null> {
    const remembered = this.#remembered.get(shown)
    if (remembered && remembered.until > Date.now()) return remembered.viewer
    this.#remembered.delete(shown)
    const generation = this.#generation
    const viewer = await look()
    // News that came while it was looked up may have been of this one.
    if (viewer && generation === this.#generation && this.#remembered.size < MOST_REMEMBERED)
      this.#remembered.set(shown, { viewer, until: Date.now() + TRUST_MILLISECONDS })
    return viewer
  }

  /** Has `end` called, once, when what lets this viewer in ends. @returns what takes it back */
  hold(viewer: Viewer | null, end: () => void): () => void {
    if (viewer === null || viewer.via.kind === 'open') return () => {}
    const { id } = viewer.via
    const ends = this.#held.get(id) ?? new Set()
    this.#held.set(id, ends.add(end))
    // It may have ended between the look at it and now.
    void this.#check([id])
    return () => {
      ends.delete(end)
      if (ends.size === 0 && this.#held.get(id) === ends) this.#held.delete(id)
    }
  }

  /** News of a key or session that has ended, or of a member whose role is another. */
  ended(id: string): void {
    this.#generation++
    for (const [shown, { viewer }] of this.#remembered)
      if ((viewer.via.kind !== 'open' && viewer.via.id === id) || viewer.user.id === id)
        this.#remembered.delete(shown)
    const ends = this.#held.get(id)
    this.#held.delete(id)
    for (const end of ends ?? []) end()
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
      const [keys, sessions] = await Promise.all([
        findLiveApiKeys(this.#db, ids),
        findLiveSessions(this.#db, ids),
      ])
      for (const id of ids) if (!keys.has(id) && !sessions.has(id)) this.ended(id)
    } catch (error) {
      this.#log.warn({ err: error }, 'whether keys and sessions still hold could not be looked up')
    }
  }
}
