import type { Database, RunQueue } from '@atelier/db'
import type { Storage } from '@atelier/storage'
import type { Logger } from 'pino'
import type { Access } from './auth/access.ts'
import type { Places } from './auth/places.ts'
import type { SignIn } from './auth/sign-in.ts'
import type { ExampleStore } from './examples/example-store.ts'
import type { MatrixOfEvent } from './feed/logged-matrix.ts'
import type { LoggedPoints } from './feed/logged-points.ts'
import type { RunChangeFeed } from './feed/run-change-feed.ts'
import type { RunFeed } from './feed/run-feed.ts'
import type { PublicAddress } from './http/public-address.ts'
import type { Observer } from './observe/observer.ts'
import type { Readiness } from './readiness.ts'
import type { Viewer } from './viewer.ts'

/** What lives as long as the process. */
export type Services = {
  readonly db: Database
  readonly queue: RunQueue
  readonly access: Access
  readonly places: Places
  /** Null: there is no sign-in, see viewer.ts. */
  readonly signIn: SignIn | null
  readonly publicUrl: PublicAddress
  /** Addresses and networks of reverse proxies that are believed. */
  readonly trustedProxies: readonly string[]
  readonly runFeed: RunFeed
  readonly runChangeFeed: RunChangeFeed
  readonly loggedPoints: LoggedPoints
  readonly matrixOfEvent: MatrixOfEvent
  readonly examples: ExampleStore
  /** Where the files are that runs left. */
  readonly storage: Storage
  readonly log: Logger
  readonly observer: Observer
  readonly readiness: Readiness
  /** Aborts when the process begins to stop: what waits for clients or streams to them ends then. */
  readonly stopping: AbortSignal
}

/** What resolvers get: the services, and who asks. A new object an operation, since plugins keep caches by it. */
export type Context = Services & { readonly viewer: Viewer | null }

export const createContext = (services: Services, viewer: Viewer | null): Context => ({ ...services, viewer })
