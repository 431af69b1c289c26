import type pg from 'pg'
import { isPooled } from '../database.ts'
import { type Query, type Statement, throughPg } from './query.ts'

const begin: Statement = { name: 'begin', text: 'BEGIN' }
const commit: Statement = { name: 'commit', text: 'COMMIT' }

export type Writing<Value> = {
  /** What is answered, once the transaction is committed. */
  readonly value: Value
  /** Settles when the last statement was answered. The commit can be sent before. */
  readonly written: Promise<unknown>
}

/** One transaction through pg: begin and commit are sent along with what stands beside them. */
export async function writeTransaction<Value>(
  pool: pg.Pool,
  write: (query: Query) => Promise<Writing<Value>>,
): Promise<Value> {
  const client = await pool.connect()
  try {
    const query = throughPg(client, isPooled(pool.options.connectionString ?? ''))
    // A statement that fails makes all that were sent after it fail, and of the commit a rollback.
    const begun = query(begin, [])
    const [{ value, written }] = await Promise.all([write(query), begun])
    await Promise.all([written, query(commit, [])])
    client.release()
    return value
  } catch (error) {
    // A connection whose rollback fails is of no more use.
    await client.query('ROLLBACK').then(
      () => client.release(),
      (lost: Error) => client.release(lost),
    )
    throw error
  }
}
