import type { z } from 'zod'

/** One thing that is wrong with an input: where (`["layers", "3", "units"]`), in one sentence, and its kind. */
export type SpecIssue = {
  readonly path: readonly string[]
  readonly message: string
  readonly code: SpecIssueCode
}

export type SpecIssueCode =
  | 'INVALID_VALUE'
  | 'UNKNOWN_FIELD'
  | 'UNKNOWN_TYPE'
  | 'SHAPE_MISMATCH'
  | 'NOT_FOUND'

export type Parsed<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly issues: SpecIssue[] }

/** Thrown by a layer whose settings do not fit its input. The caller adds which layer it was. */
export class LayerShapeError extends Error {
  readonly field: string | undefined
  constructor(message: string, field?: string) {
    super(message)
    this.field = field
  }
}

/** A SpecIssue for callers that want an exception: the first issue is the message, all of them are attached. */
export class SpecError extends Error {
  readonly issues: readonly SpecIssue[]
  constructor(issues: readonly SpecIssue[]) {
    super(issues.map((issue) => `${issue.path.join('.') || 'input'}: ${issue.message}`).join('\n'))
    this.name = 'SpecError'
    this.issues = issues
  }
}

/** The value, or a SpecError with every issue. */
export function unwrap<T>(parsed: Parsed<T>): T {
  if (parsed.ok) return parsed.value
  throw new SpecError(parsed.issues)
}

const plural = (words: readonly string[]): string => words.map((word) => `"${word}"`).join(', ')

/** zod's issues as sentences that a person who fills in a form understands. */
export function issuesOf(error: z.ZodError, prefix: readonly string[] = []): SpecIssue[] {
  return error.issues.map((issue) => {
    const path = [...prefix, ...issue.path.map(String)]
    if (issue.code === 'unrecognized_keys') {
      const [first = ''] = issue.keys
      return {
        path: [...path, first],
        message: `unknown ${issue.keys.length > 1 ? 'fields' : 'field'} ${plural(issue.keys)}`,
        code: 'UNKNOWN_FIELD',
      }
    }
    return { path, message: sentence(issue), code: 'INVALID_VALUE' }
  })
}

function sentence(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return issue.message.endsWith('received undefined')
        ? `is required (${article(issue.expected)})`
        : `must be ${article(issue.expected)}`
    case 'too_small':
      return issue.origin === 'array'
        ? `must have at least ${issue.minimum} entries`
        : `must be ${issue.inclusive ? 'at least' : 'greater than'} ${issue.minimum}`
    case 'too_big':
      return issue.origin === 'array' || issue.origin === 'string'
        ? `must have at most ${issue.maximum} ${issue.origin === 'array' ? 'entries' : 'characters'}`
        : `must be ${issue.inclusive ? 'at most' : 'less than'} ${issue.maximum}`
    case 'invalid_value':
      return `must be one of ${issue.values.map((value) => JSON.stringify(value)).join(', ')}`
    default:
      return issue.message
  }
}

const article = (expected: string): string =>
  expected === 'int' ? 'a whole number' : /^[aeiou]/.test(expected) ? `an ${expected}` : `a ${expected}`
