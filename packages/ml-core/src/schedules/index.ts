import { z } from 'zod'
import { withoutNulls } from '../spec/given.ts'
import { MOST_EPOCHS } from '../spec/limits.ts'
import { issuesOf, type Parsed } from '../spec/spec-error.ts'
import { constant } from './constant.ts'
import { cosineDecay } from './cosine-decay.ts'
import { exponentialDecay } from './exponential-decay.ts'
import { oneCycle } from './one-cycle.ts'
import { piecewiseConstantDecay } from './piecewise-constant-decay.ts'
import { polynomialDecay } from './polynomial-decay.ts'
import { reduceLROnPlateau } from './reduce-lr-on-plateau.ts'
import type { SchedulePosition, ScheduleSpec, ScheduleType } from './schedule.ts'
import { stepDecay } from './step-decay.ts'

const all: readonly ScheduleType[] = [
  constant,
  stepDecay,
  piecewiseConstantDecay,
  exponentialDecay,
  cosineDecay,
  oneCycle,
  polynomialDecay,
  reduceLROnPlateau,
]

/** Every learning-rate schedule by its name. */
export const scheduleTypes: ReadonlyMap<string, ScheduleType> = new Map(all.map((type) => [type.type, type]))

const header = z.strictObject({
  type: z.string().default('Constant'),
  settings: z.record(z.string(), z.unknown()).default({}),
  warmUpEpochs: z.number().min(0).max(MOST_EPOCHS).default(0),
})

/** A schedule as a person asks for it. */
export type ScheduleInput = {
  readonly type?: unknown
  readonly settings?: unknown
  readonly warmUpEpochs?: unknown
}

/** Checks a schedule's type and settings; null and absent fields take the defaults, nothing at all is Constant. */
export function parseSchedule(input: ScheduleInput | null | undefined): Parsed<ScheduleSpec> {
  const parsed = header.safeParse(withoutNulls(input ?? {}))
  if (!parsed.success) return { ok: false, issues: issuesOf(parsed.error) }
  const { type, settings, warmUpEpochs } = parsed.data
  const found = scheduleTypes.get(type)
  if (found) return found.parse(withoutNulls(settings), warmUpEpochs)
  const message = `there is no schedule "${type.slice(0, 64)}"; there are: ${[...scheduleTypes.keys()].join(', ')}`
  return { ok: false, issues: [{ path: ['type'], message, code: 'UNKNOWN_TYPE' }] }
}

export type { SchedulePosition, ScheduleSpec, ScheduleType }
