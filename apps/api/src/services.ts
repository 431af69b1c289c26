import { join } from 'node:path'
import {
  ACCESS_CHANNEL,
  createDatabase,
  isDatabaseAway,
  listen,
  openRunQueue,
  parseRunEventsNotification,
  RUN_EVENTS_CHANNEL,
  requireCurrentSchema,
  watchLeases,
} from '@atelier/db'
import type { Tracing } from '@atelier/observe'
import { openStorage, type StorageAddress } from '@atelier/storage'
import type { Logger } from 'pino'
import { Access } from './auth/access.ts'
import type { OidcOptions } from './auth/oidc-provider.ts'
import { Places } from './auth/places.ts'
import { createSignIn } from './auth/sign-in.ts'
import type { Services } from './context.ts'
import { ExampleStore } from './examples/example-store.ts'
import { matrixOfEvent } from './feed/logged-matrix.ts'
import { loggedPoints } from './feed/logged-points.ts'
import { RunChangeFeed } from './feed/run-change-feed.ts'
import { RunFeed } from './feed/run-feed.ts'
import type { PublicAddress } from './http/public-address.ts'
import { currentRequest } from './observe/current-request.ts'
import { Metrics } from './observe/metrics.ts'
import { Observer } from './observe/observer.ts'
import { createReadiness } from './readiness.ts'
import { watchSilentScripts } from './silent-scripts.ts'

/** Deleting a run of many millions of points is the longest that is asked. */
const LONGEST_STATEMENT_SECONDS = 60

export type ServiceOptions = {
  readonly databaseUrl: string
  /** Where a connection may LISTEN; the same as `databaseUrl` unless that is a pooler's. */
  readonly listenUrl?: string | undefined
  readonly dataFolder: string
  readonly log: Logger
  /** Where the files of runs are kept; the data folder's `storage` unless told. */
  readonly storage?: StorageAddress | undefined
  /** Whether people sign in; otherwise whoever sits at this machine owns everything. False unless told. */
  readonly signIn?: boolean | undefined
  /** The provider by which people may sign in, too. */
  readonly oidc?: OidcOptions | undefined
  /** The address that people reach this server by; undefined: whatever they call it. */
  readonly publicUrl?: PublicAddress
  /** Reverse proxies whose X-Forwarded-For and X-Forwarded-Proto are believed; none unless told. */
  readonly trustedProxies?: readonly string[] | undefined
  /** How long a script may be silent before its run counts as failed; for ever unless told. */
  readonly silentMinutes?: number | undefined
  readonly tracing?: Tracing | undefined
  /** Requests and operations that take longer are logged as warnings. */
  readonly slowMilliseconds?: number | undefined
}

/** A worker renews its leases at least every two seconds. */
const LOOK_FOR_LOST_WORKERS_MILLISECONDS = 2500

/** Opens what lives as long as the process: connections, the queue, and the feeds behind the one LISTEN connection. */
export async function startServices(
  options: ServiceOptions,
): Promise<{ readonly services: Services; refuseWork(): void; stop(): Promise<void> }> {
  const {
    databaseUrl,
    dataFolder,
    log,
    tracing,
    slowMilliseconds,
    publicUrl,
    oidc,
    trustedProxies = [],
  } = options
  const db = createDatabase(databaseUrl, {
    ...{ applicationName: 'atelier-api', askerOf: currentRequest },
    longestStatementSeconds: LONGEST_STATEMENT_SECONDS,
  })
  const giveUp = async (error: unknown): Promise<never> => {
    await db.$disconnect()
    throw error
  }
  await requireCurrentSchema(db).catch(giveUp)
  const metrics = new Metrics(db)
  const observer = new Observer({ log, metrics, tracing, slowMilliseconds })
  const stopping = new AbortController()
  const runFeed = new RunFeed(db, log, (recordedAt) => metrics.fannedOut(recordedAt))
  const places = new Places(db)
  const runChangeFeed = new RunChangeFeed(db, log, places)
  const feeds = [runFeed, runChangeFeed]
  const reading = { log, stopping: stopping.signal }
  const signIn = options.signIn
    ? await createSignIn({
        ...{ db, dataFolder, log, publicUrl, oidc },
        sessionEnded: (id) => access.changed(id),
      }).catch(giveUp)
    : null
  const access: Access = new Access(db, log, signIn)
  const queue = await openRunQueue(databaseUrl, {
    tidy: false,
    onError: (error) => log.warn({ err: error }, 'the run queue lost its database'),
  })
  const listening = await listen(options.listenUrl ?? databaseUrl, [RUN_EVENTS_CHANNEL, ACCESS_CHANNEL], {
    onNotification(channel, payload) {
      if (channel === ACCESS_CHANNEL) return access.changed(payload)
      try {
        const news = parseRunEventsNotification(payload)
        for (const feed of feeds) feed.notified(news)
      } catch (error) {
        log.error({ err: error, payload }, 'a notification could not be read')
      }
    },
    onReconnect() {
      log.info('listening to the database again')
      access.reconnected()
      for (const feed of feeds) feed.reconnected()
    },
    onError: (error) => log.warn({ err: error }, 'the connection that listens to the database was lost'),
  })
  const storage = await openStorage(
    options.storage ?? { kind: 'folder', folder: join(options.dataFolder, 'storage') },
  )
  // Pages and history are there without it: who looks for a file is told then.
  void storage.check().catch((error) => log.error({ err: error }, 'the storage cannot be used'))
  const examples = new ExampleStore(join(options.dataFolder, 'datasets'))
  const silentScripts = watchSilentScripts(db, log, options.silentMinutes ?? 0)
  // Where no worker lives, nobody else tells that a run waits instead of being trained.
  const leases = watchLeases(db, queue, {
    everyMs: LOOK_FOR_LOST_WORKERS_MILLISECONDS,
    onLost: ({ id: runId, status }) => log.warn({ runId, status }, 'the worker of a run stopped answering'),
    onError: (error) => {
      if (!isDatabaseAway(error)) log.error({ err: error }, 'expired leases could not be looked for')
    },
  })
  const readiness = createReadiness({ db, listening, stopping: stopping.signal, log })
  return {
    services: {
      ...{
        db,
        queue,
        access,
        places,
        signIn,
        runFeed,
        runChangeFeed,
        examples,
        storage,
        log,
        loggedPoints: loggedPoints(db, reading),
        matrixOfEvent: matrixOfEvent(db, reading),
      },
      ...{ observer, readiness, stopping: stopping.signal, publicUrl, trustedProxies },
    },
    refuseWork: () => stopping.abort(),
    async stop() {
      stopping.abort()
      runChangeFeed.close()
      access.close()
      await Promise.all([silentScripts.stop(), leases.stop()])
      await listening.stop()
      await queue.stop()
      await db.$disconnect()
      await tracing?.stop()
    },
  }
}
