import { z } from 'zod'
import { done, type Outcome, refused } from '../outcome.ts'
import { ingestLimits } from './input-rules.ts'

type Flat = Record<string, string | number | boolean | null>

const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()])
const object = z.record(z.string(), z.unknown())

/**
 * A script's hyperparameters under one flat name each, for search and comparison: `{optimizer: {lr: 0.1}}` becomes
 * `optimizer.lr`. A list becomes text.
 */
export function flatParameters(parameters: unknown): Outcome<Flat> {
  const parsed = object.safeParse(parameters ?? {})
  if (!parsed.success) return refused(['parameters'], 'must be an object', 'INVALID_VALUE')
  const flat = new Map<string, string | number | boolean | null>()
  gather(parsed.data, '', flat)
  if (flat.size > ingestLimits.parameters)
    return refused(
      ['parameters'],
      `must have at most ${ingestLimits.parameters} entries, these are ${flat.size}`,
      'INVALID_VALUE',
    )
  for (const [name, value] of flat) {
    if (name.length > ingestLimits.metricNameLength || name.includes('\0'))
      return refused(['parameters', name.slice(0, 50)], 'is too long a name', 'INVALID_VALUE')
    if (typeof value !== 'string') continue
    if (value.length > ingestLimits.parameterLength)
      return refused(
        ['parameters', name],
        `must have at most ${ingestLimits.parameterLength} characters`,
        'INVALID_VALUE',
      )
    if (value.includes('\0'))
      return refused(['parameters', name], 'must not hold the character U+0000', 'INVALID_VALUE')
  }
  return done(Object.fromEntries(flat))
}

function gather(values: Readonly<Record<string, unknown>>, prefix: string, flat: Map<string, Flat[string]>) {
  for (const [key, value] of Object.entries(values)) {
    const name = prefix + key
    const plain = scalar.safeParse(value)
    if (plain.success) flat.set(name, plain.data)
    else if (Array.isArray(value)) flat.set(name, textOf(value))
    else gather(object.parse(value), `${name}.`, flat)
  }
}

const textOf = (list: readonly unknown[]): string =>
  list.every((item) => scalar.safeParse(item).success) ? list.join(', ') : JSON.stringify(list)
