import { z } from 'zod'
import { type EpochFigures, improves, MONITORS, type Monitor } from './epoch-figures.ts'
import { isSwitchedOff, withoutNulls } from './given.ts'
import { MOST_EPOCHS } from './limits.ts'
import { issuesOf, type Parsed } from './spec-error.ts'

/** Keras's EarlyStopping. */
export type EarlyStoppingSpec = {
  readonly monitor: Monitor
  /** Epochs without improvement after which the training stops. */
  readonly patience: number
  /** A smaller change is no improvement. */
  readonly minDelta: number
  /** Epochs at the beginning that are not looked at. */
  readonly startFromEpoch: number
  /** Go back to the weights of the best epoch at the end. */
  readonly restoreBestWeights: boolean
}

const settings = z.strictObject({
  monitor: z.enum(MONITORS).default('validationLoss'),
  patience: z.int().min(0).max(MOST_EPOCHS),
  minDelta: z.number().min(0).max(1000).default(0),
  startFromEpoch: z.int().min(0).max(MOST_EPOCHS).default(0),
  restoreBestWeights: z.boolean().default(false),
})

/** JSON schema of the settings, for forms and documentation. */
export const earlyStoppingJsonSchema = (): unknown => z.toJSONSchema(settings, { io: 'input' })

/** Checks early stopping; null, absent or an empty object: none. */
export function parseEarlyStopping(input: unknown): Parsed<EarlyStoppingSpec | null> {
  if (isSwitchedOff(input)) return { ok: true, value: null }
  const parsed = settings.safeParse(withoutNulls(input))
  return parsed.success ? { ok: true, value: parsed.data } : { ok: false, issues: issuesOf(parsed.error) }
}

/** The best epoch so far, from 1; null before one was looked at. */
export const bestEpoch = (spec: EarlyStoppingSpec, history: readonly EpochFigures[]): number | null =>
  judge(spec, history).best

/** Whether the training should end after the last epoch of the history. */
export const shouldStop = (spec: EarlyStoppingSpec, history: readonly EpochFigures[]): boolean =>
  judge(spec, history).stopped

/** Keras's EarlyStopping.on_epoch_end over the whole history: nothing needs to be remembered. */
function judge(
  spec: EarlyStoppingSpec,
  history: readonly EpochFigures[],
): { best: number | null; stopped: boolean } {
  const { monitor, patience, minDelta, startFromEpoch } = spec
  let [best, bestValue, wait, stopped]: [number | null, number | null, number, boolean] = [
    null,
    null,
    0,
    false,
  ]
  for (const [index, { [monitor]: value }] of history.entries()) {
    if (index < startFromEpoch) continue
    stopped = false
    if (improves(monitor, minDelta, value, bestValue)) [best, bestValue, wait] = [index + 1, value, 0]
    else stopped = ++wait >= patience && index > 0
  }
  return { best, stopped }
}
