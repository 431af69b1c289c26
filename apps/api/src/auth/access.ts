import type { IncomingMessage } from 'node:http'
import { type Database, findApiKey, findLiveApiKeys } from '@atelier/db'
import type { Logger } from 'pino'
import { openViewerOf, type Viewer } from '../viewer.ts'

/** A key is looked up again after this long, should the news of its end have been missed. */
const TRUST_MILLISECONDS = 5_000
/** More keys than this are looked up each time. */
const MOST_REMEMBERED = 10_000

/** Who may come in, and what they hold open: all of it ends when their key is revoked, on every API process. */
export class Access {
  readonly #db: Database
  readonly #log: Logger
  readonly #remembered = new Map<string, { readonly viewer: Viewer; readonly until: number }>()
  readonly #held = new Map<string, Set<() => void>>()

  constructor(db: Database, log: Logger) {
    this.#db = db
    this.#log = log
  }

  /**
   * Who asks, or null for nobody. The one place that decides it, for HTTP, WebSocket, images and the site alike.
   * Whoever shows a key is its holder or nobody, also at this machine.
   * @param authorization what was shown beside the request's own header, as in the connection parameters of a socket
   */
  async viewerOf(request: IncomingMessage, authorization?: string): Promise<Viewer | null> {
    const shown = authorization ?? request.headers.authorization
    if (shown === undefined) return openViewerOf(request)
    const secret = /^Bearer +(\S+) *$/i.exec(shown)?.[1]
    return secret === undefined ? null : this.#holderOf(secret)
  }

  async #holderOf(secret: string): Promise<Viewer | null> {
    const remembered = this.#remembered.get(secret)
    if (remembered && remembered.until > Date.now()) return remembered.viewer
    this.#remembered.delete(secret)
    const key = await findApiKey(this.#db, secret)
    if (!key) return null
    const { id, name, email, role } = key.member
    const viewer: Viewer = {
      ...{ user: { id, name, email }, role, scope: key.scope },
      via: { kind: 'key', id: key.id },
    }
    if (this.#remembered.size < MOST_REMEMBERED)
      this.#remembered.set(secret, { viewer, until: Date.now() + TRUST_MILLISECONDS })
    return viewer
  }

  /** Has `end` called, once, when what lets this viewer in ends. @returns what takes it back */
  hold(viewer: Viewer | null, end: () => void): () => void {
    if (viewer?.via.kind !== 'key') return () => {}
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

  /** News of a key that has ended. */
  ended(keyId: string): void {
    for (const [secret, { viewer }] of this.#remembered)
      if (viewer.via.kind === 'key' && viewer.via.id === keyId) this.#remembered.delete(secret)
    const ends = this.#held.get(keyId)
    this.#held.delete(keyId)
    for (const end of ends ?? []) end()
  }

  /** News may have been missed. */
  reconnected(): void {
    this.#remembered.clear()
    void this.#check([...this.#held.keys()])
  }

  async #check(ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return
    try {
      const live = await findLiveApiKeys(this.#db, ids)
      for (const id of ids) if (!live.has(id)) this.ended(id)
    } catch (error) {
      this.#log.warn({ err: error }, 'whether keys still hold could not be looked up')
    }
  }
}
