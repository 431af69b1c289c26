import { z } from 'zod'
import { AskedTooMuchError } from './fair-pool.ts'

/** Prisma's codes for a server that cannot be reached, that closed the connection, or that has no connection free. */
const prismaCodes = new Set(['P1001', 'P1002', 'P1008', 'P1017', 'P2024', 'P2028', 'P2037'])
const socketCodes = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND'])
const adapterKinds = new Set([
  'DatabaseNotReachable',
  'ConnectionClosed',
  'SocketTimeout',
  'TooManyConnections',
])

const failure = z.object({
  message: z.string(),
  code: z.string().optional(),
  meta: z
    .object({
      driverAdapterError: z
        .object({ cause: z.object({ kind: z.string(), code: z.string().optional() }) })
        .optional(),
    })
    .optional(),
})

/**
 * Whether an error of a verb says only that the database is not there at the moment, or has no room, so that the same call may work
 * later. Prisma reports it in several shapes: as a code of its own, as the adapter's cause, or as pg's plain error.
 */
export function isDatabaseAway(error: unknown): boolean {
  const parsed = failure.safeParse(error)
  if (!parsed.success) return false
  const { message, code = '', meta } = parsed.data
  const cause = meta?.driverAdapterError?.cause
  return (
    prismaCodes.has(code) ||
    socketCodes.has(code) ||
    (cause !== undefined && adapterKinds.has(cause.kind)) ||
    // SQLSTATE classes 08 (connection exception) and 57P (operator intervention: shutting down, starting up), disk full.
    /^(08...|57P..|53100)$/.test(sqlStateOf(parsed.data)) ||
    /^(Connection terminated|timeout exceeded when trying to connect)/.test(message)
  )
}

/**
 * Whether an error of a verb says only that PostgreSQL can hold no such text: U+0000, or half of a surrogate pair
 * (SQLSTATE character_not_in_repertoire, untranslatable_character), on which Prisma's reader of JSON already stumbles.
 */
export function isTextRefused(error: unknown): boolean {
  const parsed = failure.safeParse(error)
  if (!parsed.success) return false
  return (
    /^(22021|22P05)$/.test(sqlStateOf(parsed.data)) ||
    /JSON Error: .*hex escape|invalid input syntax for type json/.test(parsed.data.message)
  )
}

/**
 * Whether an error of a verb says that too much was asked at once: its request's other queries took all its connections
 * for too long (AskedTooMuchError), or PostgreSQL gave a statement up (SQLSTATE query_canceled).
 */
export function isTooMuch(error: unknown): boolean {
  if (error instanceof AskedTooMuchError) return true
  const parsed = failure.safeParse(error)
  return parsed.success && sqlStateOf(parsed.data) === '57014'
}

/** PostgreSQL's own code, which Prisma hands on as that of the adapter's cause. */
const sqlStateOf = ({ code = '', meta }: z.output<typeof failure>): string =>
  meta?.driverAdapterError?.cause.code ?? code
