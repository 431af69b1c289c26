import { GraphQLError } from 'graphql'

const LARGEST = 2n ** 63n - 1n

/** A position in a run's event log as clients see it: base64url of the sequence number. */
export const encodeCursor = (sequence: bigint): string =>
  Buffer.from(sequence.toString()).toString('base64url')

/** @throws GraphQLError (BAD_USER_INPUT) when the text is no cursor of ours. */
export function decodeCursor(cursor: unknown): bigint {
  const text =
    typeof cursor === 'string' && /^[\w-]{1,40}$/.test(cursor)
      ? Buffer.from(cursor, 'base64url').toString()
      : ''
  const sequence = /^\d{1,19}$/.test(text) ? BigInt(text) : -1n
  // Encoded again, so that one position has one spelling.
  if (sequence >= 0n && sequence <= LARGEST && encodeCursor(sequence) === cursor) return sequence
  throw new GraphQLError('This is not a cursor that this server gave out.', {
    extensions: { code: 'BAD_USER_INPUT' },
  })
}
