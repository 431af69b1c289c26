import { z } from 'zod'

/**
 * Everything that decides how a training goes, with no default left open, as the API has checked it against the
 * data set and as the worker trains it. Kept as it was asked, so that a run can be repeated years later.
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
  batchSize: z.int().positive(),
  epochs: z.int().positive(),
  /** Share of the training images held back; null: validated on the test set. */
  validationSplit: z.number().gt(0).lt(1).nullable(),
  trainLimit: z.int().positive().nullable(),
  precision: z.enum(['float32', 'bfloat16']),
  seed: z.int().nonnegative(),
})

export type RunConfig = z.output<typeof runConfig>

/** The config's settings under one flat name each, for search and comparison. */
export function flatParameters(config: RunConfig): Record<string, string | number | boolean | null> {
  const { model, optimizer, dataset, batchSize, epochs, validationSplit, trainLimit, precision, seed } =
    config
  const settings = Object.entries(optimizer.settings).flatMap(([name, value]) =>
    typeof value === 'object' ? [] : [[name, value] as const],
  )
  return {
    ...Object.fromEntries(settings),
    ...{ dataset, model: model.preset ?? 'custom', layers: model.layers.length },
    ...{ optimizer: optimizer.type, learningRate: optimizer.learningRate },
    ...{ batchSize, epochs, validationSplit, trainLimit, precision, seed },
  }
}
