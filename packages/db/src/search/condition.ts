import type { RunSource, RunStatus } from '../generated/prisma/enums.ts'

export const comparisons = ['=', '!=', '>=', '<=', '>', '<'] as const
export type Comparison = (typeof comparisons)[number]

export const metricStatistics = ['LAST', 'MINIMUM', 'MAXIMUM'] as const
export type MetricStatistic = (typeof metricStatistics)[number]

export const moments = ['created', 'started', 'finished'] as const

/** Which runs: what both the typed filter and the search string become, and what SQL is made of. */
export type Condition =
  | { readonly kind: 'all' | 'any'; readonly of: readonly Condition[] }
  | { readonly kind: 'not'; readonly of: Condition }
  | { readonly kind: 'status'; readonly in: readonly RunStatus[] }
  | { readonly kind: 'source'; readonly is: RunSource }
  | { readonly kind: 'tag'; readonly is: string }
  /** Part of the text, whatever the case; `any` looks at the name and the notes. */
  | { readonly kind: 'text'; readonly in: 'any' | 'name' | 'notes'; readonly contains: string }
  | { readonly kind: 'is'; readonly what: 'name' | 'dataset' | 'preset' | 'project'; readonly is: string }
  /** Part of the name, whatever the case, or all of the e-mail address of who launched it or whose script logs it. */
  | { readonly kind: 'by'; readonly is: string }
  | { readonly kind: 'projectId'; readonly is: string }
  | { readonly kind: 'projectIds'; readonly in: readonly string[] }
  | { readonly kind: 'ids'; readonly in: readonly string[] }
  | {
      readonly kind: 'count'
      readonly of: 'number' | 'epochs'
      readonly comparison: Comparison
      readonly value: number
    }
  | {
      readonly kind: 'moment'
      readonly of: (typeof moments)[number]
      readonly comparison: Comparison
      readonly value: Date
    }
  | { readonly kind: 'hasMetric' | 'hasParameter'; readonly name: string }
  | {
      readonly kind: 'metric'
      readonly name: string
      readonly statistic: MetricStatistic
      readonly comparison: Comparison
      readonly value: number
    }
  | {
      readonly kind: 'parameter'
      readonly name: string
      readonly comparison: Comparison
      readonly value: number
    }
  | {
      readonly kind: 'parameterIs'
      readonly name: string
      readonly is: string | number | boolean | null
    }

export const all = (of: readonly Condition[]): Condition => ({ kind: 'all', of })
export const any = (of: readonly Condition[]): Condition => ({ kind: 'any', of })

/** Conditions joined by one word; one alone stands for itself. */
export function joined(kind: 'all' | 'any', of: readonly Condition[]): Condition {
  const [first, ...more] = of
  return first && more.length === 0 ? first : { kind, of }
}

export const not = (of: Condition): Condition => ({ kind: 'not', of })

/** Free text: part of the name or notes, or the number as `42` or `#42`. */
export function textCondition(words: string): Condition {
  const contains: Condition = { kind: 'text', in: 'any', contains: words }
  const number = /^#?(\d{1,9})$/.exec(words)?.[1]
  if (number === undefined) return contains
  return any([contains, { kind: 'count', of: 'number', comparison: '=', value: Number(number) }])
}
