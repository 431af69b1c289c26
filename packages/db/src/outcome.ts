import type { z } from 'zod'

/** One thing that is wrong with what was asked: where in the input, in one sentence, and its kind. */
export type Issue = { readonly path: readonly string[]; readonly message: string; readonly code: IssueCode }

export type IssueCode = 'INVALID_VALUE' | 'NOT_FOUND' | 'CONFLICT' | 'ALREADY_ENDED' | 'STILL_RUNNING'

/** What a verb answers that can fail for reasons a person can mend. Bugs and lost databases throw. */
export type Outcome<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly issues: Issue[] }

export const done = <T>(value: T): Outcome<T> => ({ ok: true, value })

export const refused = (path: readonly string[], message: string, code: IssueCode): Outcome<never> => ({
  ok: false,
  issues: [{ path, message, code }],
})

/** zod's complaints about an input, as issues. */
export const invalid = (error: z.ZodError): Outcome<never> => ({
  ok: false,
  issues: error.issues.map((issue) => ({
    path: issue.path.map(String),
    message: issue.message,
    code: 'INVALID_VALUE',
  })),
})
