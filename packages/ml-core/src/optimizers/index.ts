import { z } from 'zod'
import { withoutNulls } from '../spec/given.ts'
import { HIGHEST_RATE } from '../spec/limits.ts'
import { positive } from '../spec/settings.ts'
import { issuesOf, type Parsed } from '../spec/spec-error.ts'
import { adam, adamW } from './adam.ts'
import { muon } from './muon.ts'
import type { OptimizerSpec, OptimizerType } from './optimizer.ts'
import { rmsprop } from './rmsprop.ts'
import { sgd } from './sgd.ts'

const all: readonly OptimizerType[] = [adam, adamW, muon, rmsprop, sgd]

/** Every optimizer by its Keras name. */
export const optimizerTypes: ReadonlyMap<string, OptimizerType> = new Map(
  all.map((type) => [type.type, type]),
)

const header = z.strictObject({
  type: z.string().default('Adam'),
  learningRate: positive.max(HIGHEST_RATE).optional(),
  settings: z.record(z.string(), z.unknown()).default({}),
})

export type OptimizerInput = {
  readonly type?: unknown
  readonly learningRate?: unknown
  readonly settings?: unknown
}

/** Checks an optimizer's type and settings; null and absent fields take the defaults. Nothing at all is Adam. */
export function parseOptimizer(input: OptimizerInput | null | undefined): Parsed<OptimizerSpec> {
  const parsed = header.safeParse(withoutNulls(input ?? {}))
  if (!parsed.success) return { ok: false, issues: issuesOf(parsed.error) }
  const { type, learningRate, settings } = parsed.data
  const found = optimizerTypes.get(type)
  if (found) return found.parse(learningRate ?? found.learningRate, withoutNulls(settings))
  const message = `there is no optimizer "${type.slice(0, 64)}"; there are: ${[...optimizerTypes.keys()].join(', ')}`
  return { ok: false, issues: [{ path: ['type'], message, code: 'UNKNOWN_TYPE' }] }
}

export { outputKernel } from './optimizer.ts'
export type { OptimizerSpec, OptimizerType }
