import { createHash } from 'node:crypto'
import { inspect } from 'node:util'
import type { EpochFigures, FinalStatus } from './run.ts'
import type { Warn } from './say.ts'
import { textOf } from './text.ts'

/**
 * What the server accepts of what a script hands over (docs/scripts.md has the limits). The rest is left out and told:
 * one value too long must not hold up all that comes after it.
 */

const MOST_NAME = 250
const MOST_STEP = 2 ** 31 - 1
const LARGEST_NUMBER = 1e290
const statuses = ['COMPLETED', 'FAILED', 'STOPPED'] as const satisfies readonly FinalStatus[]

/** What the server knows a run by. One that is too long for it is known by its SHA-256. */
export function acceptedKey(given: string): string {
  const key = textOf(given)
  return key.length <= 200 ? key : createHash('sha256').update(key).digest('hex')
}

export const acceptedProject = (name: string): string => textOf(name, 100).trim() || 'project'

export function acceptedTags(given: readonly string[] | string, warn: Warn): string[] {
  const words = [given].flat().flatMap((tag) => String(tag).trim() || [])
  const fitting = words.slice(0, 30).map((word) => textOf(word, 50).trim())
  if (fitting.join() !== words.join())
    warn('tags', 'a run has at most 30 tags of at most 50 characters: the rest is left out')
  return fitting
}

/** Finite numbers by the names of metrics. */
export function acceptedPoints(
  values: Readonly<Record<string, number>>,
  step: number,
  warn: Warn,
): Record<string, number> {
  if (!(step >= 0 && step <= MOST_STEP)) {
    warn('step', `a step is from 0 to ${MOST_STEP}: what was logged at ${step} is left out`)
    return {}
  }
  const points = Object.entries(values).filter(([name, value]) => {
    if (name !== '' && name === textOf(name, MOST_NAME))
      return isStorable(name, value, `at step ${step}`, warn)
    warn(`name ${name}`, `no metric can be called ${shown(name)}: left out`)
    return false
  })
  return Object.fromEntries(points)
}

/** A row of the history; null when there can be none. */
export function acceptedEpoch({ index, step, ...figures }: EpochFigures, warn: Warn): EpochFigures | null {
  const found = Object.entries(figures).flatMap(([name, value]) =>
    value != null && isStorable(name, value, `in epoch ${index}`, warn) ? [[name, value] as const] : [],
  )
  const { loss, ...others }: Partial<EpochFigures> = Object.fromEntries(found)
  if (loss !== undefined) return { index, loss, ...others, ...(step !== undefined && { step }) }
  warn('no loss', `an epoch needs a finite loss: epoch ${index} is not in the history`)
  return null
}

/** How a run ends, also where it is not said as the type wants it. */
export function acceptedStatus(name: string, error: string | null, warn: Warn): FinalStatus {
  const known = statuses.find((status) => status === String(name).toUpperCase())
  if (known) return known
  const taken = error ? 'FAILED' : 'COMPLETED'
  warn('status', `a run ends as ${statuses.join(', ')}, not ${shown(name)}: it ends as ${taken}`)
  return taken
}

function isStorable(name: string, value: unknown, when: string, warn: Warn): boolean {
  if (typeof value === 'number' && Math.abs(value) <= LARGEST_NUMBER) return true
  warn(`value ${name}`, `${name} was ${shown(value)} ${when}, which is no finite number: left out`)
  return false
}

const shown = (value: unknown): string =>
  inspect(value, { breakLength: Number.POSITIVE_INFINITY }).slice(0, 60)
