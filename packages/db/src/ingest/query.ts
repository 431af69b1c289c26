import type pg from 'pg'
import type { Transaction } from '../database.ts'

/**
 * Runs one statement of the transaction under way. The verbs that write points take this instead of a client, since a
 * worker's epoch is recorded through Prisma and a script's points, many thousand calls a second, through pg itself.
 */
export type Query = <Row extends object>(statement: Statement, values: unknown[]) => Promise<Row[]>

/** A statement under the name by which PostgreSQL keeps its plan on a connection. */
export type Statement = { readonly name: string; readonly text: string }

export const throughPrisma = (tx: Transaction): Query =>
  inTurn(<Row extends object>({ text }: Statement, values: unknown[]) =>
    tx.$queryRawUnsafe<Row[]>(text, ...values),
  )

/**
 * Statements that are asked for at once are sent at once, and run in that order.
 * @param old behind a pooler that gives every transaction another connection, knows no prepared statements, and is
 * given one statement after the other
 */
export function throughPg(client: pg.PoolClient, old: boolean): Query {
  const { stream } = client.connection
  const query: Query = async <Row extends object>({ name, text }: Statement, values: unknown[]) => {
    // What is asked for within a turn leaves in one packet, for which the server wakes up once.
    stream.cork()
    process.nextTick(() => stream.uncork())
    return (await client.query<Row>({ ...(!old && { name }), text, values })).rows
  }
  return old ? inTurn(query) : query
}

/** Sends a statement once the one before it has been answered; after one that failed, none. */
function inTurn(query: Query): Query {
  let last: Promise<unknown> = Promise.resolve()
  return <Row extends object>(statement: Statement, values: unknown[]) => {
    const rows = last.then(() => query<Row>(statement, values))
    last = rows
    return rows
  }
}

/** Numbers as PostgreSQL's text of an array: quicker than the driver's own, which looks at every item. */
export const arrayOf = (numbers: readonly number[]): string => `{${numbers.join(',')}}`
