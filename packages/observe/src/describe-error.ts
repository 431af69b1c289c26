import { z } from 'zod'

export type ErrorDescription = {
  readonly type: string
  readonly message: string
  readonly stack?: string | undefined
  readonly code?: string | undefined
  readonly cause?: ErrorDescription | undefined
}

const DEPTH = 4
const LENGTH = 8_000
const shape = z.object({
  name: z.string().catch('Error'),
  message: z.string().catch(''),
  stack: z.string().optional().catch(undefined),
  code: z
    .union([z.string(), z.number().transform(String)])
    .optional()
    .catch(undefined),
  cause: z.unknown().optional(),
})

/**
 * An error for the log: what went wrong and where. Only these fields, since errors of libraries carry the values that
 * they failed on; and e-mail addresses and the values that PostgreSQL quotes are taken out of the texts.
 */
export function describeError(error: unknown, depth = DEPTH): ErrorDescription {
  const parsed = shape.safeParse(error)
  if (!parsed.success) return { type: typeof error, message: clean(String(error)) }
  const { name, message, stack, code, cause } = parsed.data
  return {
    type: name,
    message: clean(message),
    ...(stack !== undefined && { stack: clean(stack) }),
    ...(code !== undefined && { code }),
    ...(cause !== undefined && cause !== null && depth > 0 && { cause: describeError(cause, depth - 1) }),
  }
}

const clean = (text: string): string =>
  text
    .slice(0, LENGTH)
    .replace(/[\w.+-]+@[\w-]+(\.[\w-]+)+/g, '<e-mail>')
    // DETAIL: Key (email)=(somebody) already exists.
    .replace(/\)=\([^)]*\)/g, ')=(…)')
    // An address of a database with its password.
    .replace(/(\w+:\/\/[^\s:/@]*):[^\s@]*@/g, '$1:…@')
