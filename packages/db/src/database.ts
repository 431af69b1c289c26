import { PrismaPg } from '@prisma/adapter-pg'
import type pg from 'pg'
import { FairPool } from './fair-pool.ts'
import type { Prisma } from './generated/prisma/client.ts'
import { PrismaClient } from './generated/prisma/client.ts'

export type Database = PrismaClient
export type Transaction = Prisma.TransactionClient

export type DatabaseOptions = {
  /** Connections kept at most; 10 unless told. */
  readonly connections?: number
  /** Shown in pg_stat_activity. */
  readonly applicationName?: string
  /** Who asks now, if one asker may not keep all connections from the others: see FairPool. */
  readonly askerOf?: () => object | undefined
  /** After so long PostgreSQL gives a statement up; without it never. */
  readonly longestStatementSeconds?: number
}

/**
 * The Prisma client on a PostgreSQL address. Connects at the first query, and again by itself after the
 * database was away. Call `$disconnect()` when done.
 */
export function createDatabase(url: string, options: DatabaseOptions = {}): Database {
  const { longestStatementSeconds = 0 } = options
  const config = {
    connectionString: url,
    max: options.connections ?? 10,
    application_name: options.applicationName ?? 'atelier',
    connectionTimeoutMillis: 10_000,
    // A statement need not wait for the answer to the one before: the metrics writer sends several at once.
    pipeline: true,
  }
  const pool = new FairPool(config, options.askerOf ?? (() => undefined))
  // A free connection that the server cuts is no one's error: the pool makes another. Unheard, it would end the process.
  pool.on('error', () => {})
  // What the product asks is a page or a row: workers of a parallel plan take longer to start (12 ms) than it does. A
  // connection that fails at this fails at its first statement too.
  pool.on('connect', (client) => {
    // Nor is one that is cut between two statements of a transaction: its next statement fails.
    client.on('error', () => {})
    client
      .query(`SET max_parallel_workers_per_gather = 0; SET statement_timeout = '${longestStatementSeconds}s'`)
      .catch(() => {})
  })
  const adapter = new PrismaPg(pool, { disposeExternalPool: true })
  const db = new PrismaClient({
    adapter,
    // Generous: recording an epoch must get through while every core is busy with training.
    transactionOptions: { maxWait: 10_000, timeout: 30_000 },
    // Only what went wrong: the other forms quote the query's values, which belong in no log.
    errorFormat: 'minimal',
    // A plan takes up to 100 kB: as many as the product's own pages and scripts ask for, not the usual thousand.
    queryPlanCacheMaxSize: 200,
  })
  pools.set(db, pool)
  return db
}

const pools = new WeakMap<Database, pg.Pool>()

/** pg's own pool of a database, for the few verbs whose number of calls does not leave Prisma its time. */
export function poolOf(db: Database): pg.Pool {
  const pool = pools.get(db)
  if (!pool) throw new Error('this database was not made by createDatabase')
  return pool
}

/** The connections of a database's pool: in use, free, and how many callers wait for one. */
export function poolFigures(db: Database): Readonly<Record<'busy' | 'idle' | 'waiting', number>> {
  const pool = pools.get(db)
  if (!pool) return { busy: 0, idle: 0, waiting: 0 }
  return { busy: pool.totalCount - pool.idleCount, idle: pool.idleCount, waiting: pool.waitingCount }
}

/** Whether an address leads to a PgBouncer in transaction mode, as Prisma has it told: there nothing can LISTEN. */
export const isPooled = (url: string): boolean => /[?&]pgbouncer=true\b/.test(url)

/** What an address to listen on must be given for. */
export const LISTEN_URL_RULE =
  'is needed where DATABASE_URL leads to a PgBouncer: the address of PostgreSQL itself, for the connection that listens'
