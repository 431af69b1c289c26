import * as z from 'zod/mini'

const errors = z.array(z.object({ extensions: z.object({ code: z.string() }) }))

/** Whether GraphQL errors, of an answer or of a subscription, say that the server does not know who asks. */
export function isRefusal(found: unknown): boolean {
  const parsed = errors.safeParse(found)
  return parsed.success && parsed.data.some(({ extensions }) => extensions.code === 'UNAUTHENTICATED')
}
