import { z } from 'zod'

const scalar = z.union([z.number(), z.string(), z.boolean()])

const learningRateSchedule = z.object({
  type: z.string(),
  settings: z.record(z.string(), z.union([scalar, z.array(z.number()).readonly()])),
  warmUpEpochs: z.number().nonnegative(),
})

const earlyStopping = z.object({
  monitor: z.enum(['loss', 'accuracy', 'validationLoss', 'validationAccuracy']),
  patience: z.int().nonnegative(),
  minDelta: z.number().nonnegative(),
  startFromEpoch: z.int().nonnegative(),
  restoreBestWeights: z.boolean(),
})

const augmentation = z.object({
  flip: z.enum(['none', 'horizontal']),
  shift: z.int().nonnegative(),
  rotation: z.number().nonnegative(),
  zoom: z.number().nonnegative(),
  cutout: z.int().nonnegative(),
  cutoutProbability: z.number().min(0).max(1),
})

/**
 * Everything that decides how a training goes, with no default left open, as the API has checked it against the
 * data set and as the worker trains it. Kept as it was asked, so that a run can be repeated years later.
 * A default here is for runs that were recorded before the field was: it is how they were trained.
 */
export const runConfig = z.object({
  dataset: z.string().min(1),
  model: z.object({
    /** The preset that the layers came from, if any. The layers are what is trained. */
    preset: z.string().nullable(),
    layers: z.array(z.object({ type: z.string() }).catchall(z.json())).min(1),
  }),
  optimizer: z.object({
    type: z.string(),
    learningRate: z.number().positive(),
    settings: z.record(z.string(), z.json()),
  }),
  learningRateSchedule: learningRateSchedule.default({ type: 'Constant', settings: {}, warmUpEpochs: 0 }),
  /** Null: all epochs are trained. */
  earlyStopping: earlyStopping.nullable().default(null),
  /** Null: images are trained on as they are. */
  augmentation: augmentation.nullable().default(null),
  labelSmoothing: z.number().min(0).lt(1).default(0),
  batchSize: z.int().positive(),
  epochs: z.int().positive(),
  /** Share of the training images held back; null: validated on the test set. */
  validationSplit: z.number().gt(0).lt(1).nullable(),
  trainLimit: z.int().positive().nullable(),
  precision: z.enum(['float32', 'bfloat16']),
  seed: z.int().nonnegative(),
})

export type RunConfig = z.output<typeof runConfig>

type Flat = Record<string, string | number | boolean | null>

/**
 * The config's settings under one flat name each, for search and comparison: the optimizer's own by their names, those
 * of a schedule, of an augmentation and of early stopping behind theirs (`augmentation.shift`), where they are on.
 */
export function flatParameters(config: RunConfig): Flat {
  const { model, optimizer, learningRateSchedule: schedule, earlyStopping, augmentation, ...others } = config
  return {
    ...flatten(optimizer.settings),
    ...others,
    ...{ model: model.preset ?? 'custom', layers: model.layers.length },
    ...{ optimizer: optimizer.type, learningRate: optimizer.learningRate },
    ...{ learningRateSchedule: schedule.type, warmUpEpochs: schedule.warmUpEpochs },
    ...flatten(schedule.settings, 'learningRateSchedule.'),
    ...{ earlyStopping: earlyStopping !== null, ...flatten(earlyStopping ?? {}, 'earlyStopping.') },
    ...{ augmentation: augmentation !== null, ...flatten(augmentation ?? {}, 'augmentation.') },
  }
}

/** Scalars by their names, a list of numbers as text. What is no setting of its own (null, an object) is left out. */
const flatten = (settings: object, prefix = ''): Flat =>
  Object.fromEntries(
    Object.entries(settings).flatMap(([name, value]) => {
      const flat = scalar.safeParse(Array.isArray(value) ? value.join(', ') : value)
      return flat.success ? [[prefix + name, flat.data]] : []
    }),
  )
