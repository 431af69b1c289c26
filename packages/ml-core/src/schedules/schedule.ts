import { z } from 'zod'
import type { EpochFigures } from '../spec/epoch-figures.ts'
import { issuesOf, type Parsed } from '../spec/spec-error.ts'

/** Where a run stands when it asks for the learning rate of its next step. */
export type SchedulePosition = {
  /** The optimizer's learning rate, or what a person has set since. */
  readonly baseRate: number
  /** Steps done so far over the whole run: 0 for the first. */
  readonly step: number
  readonly stepsPerEpoch: number
  /** Of the whole run; changes when a run is extended. */
  readonly totalSteps: number
  /** Finished epochs: what ReduceLROnPlateau looks at. */
  readonly history: readonly EpochFigures[]
  /** How many of them had ended when a person set the base rate; absent or 0: it was there from the start. */
  readonly baseRateSince?: number
}

export type ScheduleSettings = Readonly<Record<string, number | string | boolean | readonly number[]>>

/** A schedule with its settings filled in. */
export type ScheduleSpec = {
  readonly type: string
  readonly settings: ScheduleSettings
  readonly warmUpEpochs: number
  /** The learning rate of the step that comes next, the warm-up included. */
  rate(position: SchedulePosition): number
}

/** What a schedule computes with. */
export type Moment = {
  readonly baseRate: number
  /** Epochs since the start of the run, with fractions. */
  readonly epoch: number
  /** Steps since the warm-up, and how many there are: what schedules that span the run count with. */
  readonly step: number
  readonly steps: number
  readonly history: readonly EpochFigures[]
  readonly baseRateSince: number
}

type ScheduleDefinition<S extends ScheduleSettings> = {
  /** Names its learning rates itself, whatever the base rate is. Default false. */
  readonly ignoresBaseRate?: boolean
  readonly settings: z.ZodType<S>
  rate(settings: S, moment: Moment): number
}

export type ScheduleType = {
  readonly type: string
  /** Names its learning rates itself: setting the optimizer's changes nothing. */
  readonly ignoresBaseRate: boolean
  readonly parse: (settings: unknown, warmUpEpochs: number) => Parsed<ScheduleSpec>
  /** JSON schema of the settings: forms and documentation are made from it. */
  readonly jsonSchema: () => unknown
}

/** Makes a schedule type of its settings and its formula. One call a file in this folder. */
export function defineSchedule<S extends ScheduleSettings>(
  type: string,
  definition: ScheduleDefinition<S>,
): ScheduleType {
  return {
    type,
    ignoresBaseRate: definition.ignoresBaseRate ?? false,
    jsonSchema: () => z.toJSONSchema(definition.settings, { io: 'input' }),
    parse(raw, warmUpEpochs) {
      const parsed = definition.settings.safeParse(raw)
      if (!parsed.success) return { ok: false, issues: issuesOf(parsed.error, ['settings']) }
      const settings = parsed.data
      const rate = (position: SchedulePosition): number =>
        warmUp(position, warmUpEpochs) * definition.rate(settings, momentOf(position, warmUpEpochs))
      return { ok: true, value: { type, settings, warmUpEpochs, rate } }
    },
  }
}

/** Linear from 1 / W at the first step to 1 at step W, the last of the warm-up: no step is lost on a rate of 0. */
const warmUp = ({ step, stepsPerEpoch }: SchedulePosition, epochs: number): number =>
  epochs === 0 ? 1 : Math.min(1, (step + 1) / (epochs * stepsPerEpoch))

function momentOf(position: SchedulePosition, warmUpEpochs: number): Moment {
  const { baseRate, step, stepsPerEpoch, totalSteps, history, baseRateSince = 0 } = position
  const before = Math.round(warmUpEpochs * stepsPerEpoch)
  const steps = Math.max(1, totalSteps - before)
  return {
    ...{ baseRate, history, baseRateSince, steps },
    epoch: step / stepsPerEpoch,
    step: Math.min(steps, Math.max(0, step - before)),
  }
}
