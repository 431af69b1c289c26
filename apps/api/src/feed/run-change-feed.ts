import {
  type Database,
  findRuns,
  listRunVersions,
  type Run,
  type RunEventsNotification,
  type RunVersion,
} from '@atelier/db'
import type { Logger } from 'pino'
import type { Places } from '../auth/places.ts'
import { closable } from './closable.ts'
import { retried } from './retry.ts'
import { WaitingRoom } from './waiting-room.ts'

export const runChangeKinds = ['CREATED', 'UPDATED', 'DELETED'] as const
type Kind = (typeof runChangeKinds)[number]
export type RunChange = { readonly kind: Kind; readonly runId: string; readonly run: Run | null }

type Pending = { readonly projectId: string; readonly kind: Kind }
/** Whose runs: those of one project, or of all projects of a workspace. */
export type Watched = { readonly projectId: string } | { readonly workspaceId: string }
type Watcher = {
  readonly watched: Watched
  /** By run: a later change of a run replaces an earlier one that has not been taken yet. */
  readonly changes: Map<string, RunChange>
  readonly room: WaitingRoom
  failure: { readonly error: unknown } | undefined
}
/** Runs by id, as they were when it was last looked, and those that were heard of since. */
type Versions = Map<string, RunVersion>

/** Changes of a run are gathered this long, so that a list hears of it at most four times a second. */
const GATHER_MILLISECONDS = 250

/**
 * Tells lists of runs what changed. Each change carries the run as it is now, read once for all subscribers. A lost
 * LISTEN connection hides nothing: afterwards the runs are compared with those that were there before.
 */
export class RunChangeFeed {
  readonly #db: Database
  readonly #log: Logger
  readonly #places: Places
  readonly #watchers = new Set<Watcher>()
  readonly #closed = new AbortController()
  #pending = new Map<string, Pending>()
  #flushing = false
  #flushedAt = 0
  #known: Promise<Versions> | undefined

  constructor(db: Database, log: Logger, places: Places) {
    this.#db = db
    this.#places = places
    this.#log = log
  }

  /** Changes of the runs of one project, or of a workspace, from the first `next()` on. */
  changes(watched: Watched): AsyncIterableIterator<RunChange> {
    return closable((signal) => this.#watch(watched, signal))
  }

  notified({ runId, projectId, kind }: RunEventsNotification): void {
    if (kind === 'PROGRESSED' || this.#watchers.size === 0) return
    this.#gather([{ runId, projectId, kind }])
    this.#run(async () => {
      const known = await this.#known
      if (kind === 'CREATED') known?.set(runId, { runId, projectId, version: 'heard of' })
      if (kind === 'DELETED') known?.delete(runId)
    })
  }

  /** Notifications may have been missed: what differs from the last look counts as changed. */
  reconnected(): void {
    if (this.#watchers.size > 0) this.#run(() => this.#compare())
  }

  close(): void {
    this.#closed.abort()
  }

  async *#watch(watched: Watched, signal: AbortSignal): AsyncGenerator<RunChange, void, void> {
    const watcher: Watcher = { watched, changes: new Map(), room: new WaitingRoom(), failure: undefined }
    this.#watchers.add(watcher)
    this.#known ??= this.#look()
    try {
      await this.#known
      while (!signal.aborted) {
        if (watcher.failure) throw watcher.failure.error
        const changes = [...watcher.changes.values()]
        watcher.changes.clear()
        for (const change of changes) yield change
        if (watcher.changes.size === 0 && !watcher.failure) await watcher.room.wait(signal)
      }
    } finally {
      this.#watchers.delete(watcher)
      if (this.#watchers.size === 0) this.#known = undefined
    }
  }

  async #look(): Promise<Versions> {
    const runs = await this.#read(() => listRunVersions(this.#db))
    return new Map(runs.map((run) => [run.runId, run]))
  }

  async #compare(): Promise<void> {
    const before = await this.#known
    const looking = this.#look()
    this.#known = looking
    const now = await looking
    const changed = [...now.values()].flatMap((run) => {
      const known = before?.get(run.runId)
      if (known?.version === run.version) return []
      return [{ ...run, kind: known ? ('UPDATED' as const) : ('CREATED' as const) }]
    })
    const gone = [...(before?.values() ?? [])].filter((run) => !now.has(run.runId))
    this.#gather([...changed, ...gone.map((run) => ({ ...run, kind: 'DELETED' as const }))])
  }

  #gather(changes: readonly (Pending & { readonly runId: string })[]): void {
    for (const { runId, projectId, kind } of changes) {
      const merged = mergeKinds(this.#pending.get(runId)?.kind, kind)
      this.#pending.set(runId, { projectId, kind: merged })
    }
    if (this.#flushing || this.#pending.size === 0) return
    this.#flushing = true
    const wait = Math.max(0, this.#flushedAt + GATHER_MILLISECONDS - performance.now())
    setTimeout(() => this.#run(() => this.#flush()), wait).unref()
  }

  async #flush(): Promise<void> {
    const gathered = this.#pending
    this.#pending = new Map()
    try {
      const alive = [...gathered].flatMap(([runId, { kind }]) => (kind === 'DELETED' ? [] : [runId]))
      const runs = alive.length > 0 ? await this.#read(() => findRuns(this.#db, alive)) : []
      const projects = [...new Set([...gathered.values()].map(({ projectId }) => projectId))]
      const places = await this.#read(() => this.#places.ofProjects(projects))
      const byId = new Map(runs.map((run) => [run.id, run]))
      for (const [runId, { projectId, kind }] of gathered) {
        const run = byId.get(runId) ?? null
        // A run that is gone by now has its own DELETED on the way.
        if (run || kind === 'DELETED')
          this.#deliver({ projectId, workspaceId: places.get(projectId) }, { kind, runId, run })
      }
    } finally {
      this.#flushedAt = performance.now()
      this.#flushing = false
      this.#gather([])
    }
  }

  #deliver(at: { projectId: string; workspaceId: string | undefined }, change: RunChange): void {
    for (const watcher of this.#watchers) {
      const { watched } = watcher
      const concerns =
        'projectId' in watched ? watched.projectId === at.projectId : watched.workspaceId === at.workspaceId
      if (!concerns) continue
      const waiting = watcher.changes.get(change.runId)
      watcher.changes.set(change.runId, { ...change, kind: mergeKinds(waiting?.kind, change.kind) })
      watcher.room.wake()
    }
  }

  #read<T>(read: () => Promise<T>): Promise<T> {
    return retried(read, this.#closed.signal, this.#log)
  }

  /** A failure ends the subscriptions, whose clients then subscribe anew, instead of leaving them without news. */
  #run(work: () => Promise<void>): void {
    work().catch((error: unknown) => {
      if (this.#closed.signal.aborted) return
      for (const watcher of this.#watchers) {
        watcher.failure = { error }
        watcher.room.wake()
      }
    })
  }
}

/** Nobody has heard of a run that is created and changed at once, so it is still new to them. */
const mergeKinds = (earlier: Kind | undefined, later: Kind): Kind =>
  earlier === 'CREATED' && later === 'UPDATED' ? 'CREATED' : later
