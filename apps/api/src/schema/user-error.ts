import type { Outcome } from '@atelier/db'
import type { Parsed } from '@atelier/ml-core/spec'
import { builder } from './builder.ts'

/** One thing that is wrong with an input: expected, so it is data and not an error. */
export type UserErrorShape = {
  readonly path: readonly string[]
  readonly message: string
  readonly code: string
}

export const UserError = builder.objectRef<UserErrorShape>('UserError').implement({
  description: 'One thing that is wrong with an input.',
  fields: (t) => ({
    path: t.stringList({
      description:
        'Into the input, such as `["model", "layers", "3", "units"]`; empty for the input as a whole.',
      resolve: (error) => [...error.path],
    }),
    message: t.exposeString('message', { description: 'For people: one sentence.' }),
    code: t.exposeString('code', {
      description:
        'For programs: INVALID_VALUE, UNKNOWN_FIELD, UNKNOWN_TYPE, SHAPE_MISMATCH, NOT_FOUND, CONFLICT, ALREADY_ENDED or STILL_RUNNING.',
    }),
  }),
})

/** What a mutation answers: what it made or changed, or why not. */
export type PayloadShape<T> = { readonly value: T | null; readonly userErrors: readonly UserErrorShape[] }

/** A verb's outcome as a payload. */
export const payloadOf = <T>(outcome: Outcome<T> | Parsed<T>): PayloadShape<T> =>
  outcome.ok ? { value: outcome.value, userErrors: [] } : { value: null, userErrors: outcome.issues }
