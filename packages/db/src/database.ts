import { PrismaPg } from '@prisma/adapter-pg'
import type { Prisma } from './generated/prisma/client.ts'
import { PrismaClient } from './generated/prisma/client.ts'

export type Database = PrismaClient
export type Transaction = Prisma.TransactionClient

export type DatabaseOptions = {
  /** Connections kept at most; 10 unless told. */
  readonly connections?: number
  /** Shown in pg_stat_activity. */
  readonly applicationName?: string
}

/**
 * The Prisma client on a PostgreSQL address. Connects at the first query, and again by itself after the
 * database was away. Call `$disconnect()` when done.
 */
export function createDatabase(url: string, options: DatabaseOptions = {}): Database {
  const adapter = new PrismaPg({
    connectionString: url,
    max: options.connections ?? 10,
    application_name: options.applicationName ?? 'atelier',
    connectionTimeoutMillis: 10_000,
  })
  // Generous: recording an epoch must get through while every core is busy with training.
  return new PrismaClient({ adapter, transactionOptions: { maxWait: 10_000, timeout: 30_000 } })
}
