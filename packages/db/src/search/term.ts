import { RunSource, RunStatus } from '../generated/prisma/enums.ts'
import {
  all,
  any,
  type Comparison,
  type Condition,
  joined,
  type MetricStatistic,
  not,
  textCondition,
} from './condition.ts'
import { dayOf, momentOf } from './moment.ts'
import { SearchProblem, type Token } from './tokens.ts'

export type Word = Extract<Token, { kind: 'word' }>
export type Operator = Extract<Token, { kind: 'operator' }>

/** What a field makes of `field operator value`. */
type Field = (operator: Operator, value: Word, now: Date) => Condition

/** The fields of the grammar; every other name is that of a metric or parameter. */
const fields: Readonly<Record<string, Field>> = {
  status: equality((value) => ({
    kind: 'status',
    in: value.text.split(',').map((name) => chosen(name, RunStatus, value, 'status')),
  })),
  source: equality((value) => ({ kind: 'source', is: chosen(value.text, RunSource, value, 'source') })),
  tag: equality(({ text }) => ({ kind: 'tag', is: text })),
  name: textField('name'),
  notes: textField('notes'),
  dataset: equality(({ text }) => ({ kind: 'is', what: 'dataset', is: text })),
  preset: equality(({ text }) => ({ kind: 'is', what: 'preset', is: text })),
  project: equality(({ text }) => ({ kind: 'is', what: 'project', is: text })),
  by: equality(({ text }) => ({ kind: 'by', is: text })),
  has: equality(({ text }) =>
    any([
      { kind: 'hasMetric', name: text },
      { kind: 'hasParameter', name: text },
    ]),
  ),
  number: (operator, value) => countOf('number', operator, value),
  epochs: (operator, value) => countOf('epochs', operator, value),
  created: (operator, value, now) => momentTerm('created', operator, value, now),
  started: (operator, value, now) => momentTerm('started', operator, value, now),
  finished: (operator, value, now) => momentTerm('finished', operator, value, now),
}
export const fieldNames = Object.keys(fields)

/** A word by itself. */
export const wordTerm = ({ text, quoted }: Word): Condition =>
  quoted ? { kind: 'text', in: 'any', contains: text } : textCondition(text)

/** `key operator value`. @throws SearchProblem that points at what is wrong */
export function comparedTerm(key: Word, operator: Operator, value: Word, now: Date): Condition {
  const field = key.quoted || !Object.hasOwn(fields, key.text) ? undefined : fields[key.text]
  if (field) return field(operator, value, now)
  if (operator.operator === ':')
    throw new SearchProblem(
      `'${key.text}' is not a field: for a metric or parameter write ${key.text}=${value.text}, for text put it into quotes.`,
      key,
      fieldNames,
    )
  return figure(key, operator.operator, value)
}

const prefixed = /^(metric|param)\.(.+)$/s
const statistics = { last: 'LAST', min: 'MINIMUM', max: 'MAXIMUM' } as const
const ending = /^(.+)\.(last|min|max)$/s

/** A metric or a parameter: `metric.NAME`, `param.NAME`, or NAME for either; `.min`, `.max`, `.last` mean metrics. */
function figure(key: Word, comparison: Comparison, value: Word): Condition {
  const [, prefix, rest] = (key.quoted ? null : prefixed.exec(key.text)) ?? []
  const name = rest ?? key.text
  const asMetric = prefix === 'param' ? undefined : metric(name, key.quoted, comparison, value)
  const asParameter = prefix === 'metric' ? undefined : parameter(name, comparison, value)
  if (asMetric && asParameter) return any([asMetric, asParameter])
  const only = asMetric ?? asParameter
  if (only) return only
  throw new SearchProblem(`'${value.text}' is not a number, and only numbers are more or less.`, value, [
    'a number',
  ])
}

function metric(name: string, quoted: boolean, comparison: Comparison, value: Word): Condition | undefined {
  const number = numberOf(value)
  if (number === undefined) return undefined
  const compared = (of: string, statistic: MetricStatistic): Condition => {
    const about = { kind: 'metric', name: of, statistic } as const
    return comparison === '!='
      ? not({ ...about, comparison: '=', value: number })
      : { ...about, comparison, value: number }
  }
  const [, stem, end] = (quoted ? null : ending.exec(name)) ?? []
  if (stem === undefined || (end !== 'last' && end !== 'min' && end !== 'max')) return compared(name, 'LAST')
  return compared(stem, statistics[end])
}

function parameter(name: string, comparison: Comparison, value: Word): Condition | undefined {
  const number = numberOf(value)
  if (comparison !== '=' && comparison !== '!=')
    return number === undefined ? undefined : { kind: 'parameter', name, comparison, value: number }
  const texts: (string | number | boolean | null)[] = [value.text]
  if (number !== undefined) texts.push(number)
  if (!value.quoted && (value.text === 'true' || value.text === 'false')) texts.push(value.text === 'true')
  if (!value.quoted && value.text === 'null') texts.push(null)
  const equal = joined(
    'any',
    texts.map((is) => ({ kind: 'parameterIs', name, is })),
  )
  return comparison === '=' ? equal : not(equal)
}

function numberOf({ text, quoted }: Word): number | undefined {
  if (quoted || !/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text)) return undefined
  const number = Number(text)
  return Number.isFinite(number) ? number : undefined
}

function equality(condition: (value: Word) => Condition): Field {
  return (operator, value) => {
    if (operator.operator === ':' || operator.operator === '=') return condition(value)
    if (operator.operator === '!=') return not(condition(value))
    throw new SearchProblem('This field has no order: it is equal or not.', operator, [':', '=', '!='])
  }
}

/** `name:part` is part of it, `name="all of it"` the whole. */
function textField(what: 'name' | 'notes'): Field {
  const contains = equality(({ text }) => ({ kind: 'text', in: what, contains: text }))
  const is = equality(({ text }) => ({ kind: 'is', what: 'name', is: text }))
  return (operator, value, now) =>
    (what === 'notes' || operator.operator === ':' ? contains : is)(operator, value, now)
}

function countOf(of: 'number' | 'epochs', operator: Operator, value: Word): Condition {
  const number = numberOf(value.text.startsWith('#') ? { ...value, text: value.text.slice(1) } : value)
  if (number === undefined) throw new SearchProblem(`'${value.text}' is not a number.`, value, ['a number'])
  return { kind: 'count', of, comparison: operator.operator === ':' ? '=' : operator.operator, value: number }
}

function momentTerm(
  of: 'created' | 'started' | 'finished',
  operator: Operator,
  value: Word,
  now: Date,
): Condition {
  const comparison = operator.operator === ':' ? '=' : operator.operator
  const day = dayOf(value.text)
  const from = (start: Date): Condition => ({ kind: 'moment', of, comparison: '>=', value: start })
  const before = (end: Date): Condition => ({ kind: 'moment', of, comparison: '<', value: end })
  if (day)
    switch (comparison) {
      case '=':
        return all([from(day.start), before(day.end)])
      case '!=':
        return not(all([from(day.start), before(day.end)]))
      case '>':
        return from(day.end)
      case '<=':
        return before(day.end)
      case '>=':
        return from(day.start)
      case '<':
        return before(day.start)
    }
  const moment = momentOf(value.text, now)
  if (!moment)
    throw new SearchProblem(`'${value.text}' is not a time.`, value, ['7d', '12h', '30m', '2w', '2026-01-31'])
  if (comparison === '=' || comparison === '!=')
    throw new SearchProblem('A moment is before or after: write > or <.', operator, ['>', '>=', '<', '<='])
  return { kind: 'moment', of, comparison, value: moment }
}

function chosen<T extends string>(
  name: string,
  among: Readonly<Record<string, T>>,
  at: Word,
  field: string,
): T {
  const key = name.toUpperCase()
  const found = Object.hasOwn(among, key) ? among[key] : undefined
  if (found !== undefined) return found
  const names = Object.keys(among).map((each) => each.toLowerCase())
  throw new SearchProblem(`'${name}' is no ${field}: it is one of ${names.join(', ')}.`, at, names)
}
