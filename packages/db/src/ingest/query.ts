import type pg from 'pg'
import type { Transaction } from '../database.ts'

/**
 * Runs one statement of the transaction under way. The verbs that write points take this instead of a client, since a
 * worker's epoch is recorded through Prisma and a script's points, many thousand calls a second, through pg itself.
 */
export type Query = <Row extends object>(statement: Statement, values: unknown[]) => Promise<Row[]>

/** A statement under the name by which PostgreSQL keeps its plan on a connection. */
export type Statement = { readonly name: string; readonly text: string }

export const throughPrisma =
  (tx: Transaction): Query =>
  <Row extends object>({ text }: Statement, values: unknown[]) =>
    tx.$queryRawUnsafe<Row[]>(text, ...values)

/** `prepared`: not behind a pooler that gives every transaction another connection and knows no prepared statements. */
export const throughPg =
  (client: pg.PoolClient, prepared: boolean): Query =>
  async <Row extends object>({ name, text }: Statement, values: unknown[]) =>
    (await client.query<Row>({ ...(prepared && { name }), text, values })).rows

/** Numbers as PostgreSQL's text of an array: quicker than the driver's own, which looks at every item. */
export const arrayOf = (numbers: readonly number[]): string => `{${numbers.join(',')}}`
