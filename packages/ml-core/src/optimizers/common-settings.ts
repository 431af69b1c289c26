import { z } from 'zod'

const limit = z.number().gt(0).max(1e6)

/** What every optimizer of Keras 3 can do beside its own formula. An optimizer may have a weight decay by default. */
export const commonSettings = (weightDecay: number) =>
  z
    .strictObject({
      weightDecay: z.number().min(0).max(1000).default(weightDecay),
      /** Decay kernels only: weights of two or more axes, so no biases and no scales of a normalization. */
      decayKernelsOnly: z.boolean().default(false),
      clipnorm: limit.optional(),
      clipvalue: limit.optional(),
      globalClipnorm: limit.optional(),
      useEma: z.boolean().default(false),
      emaMomentum: z.number().min(0).max(1).default(0.99),
    })
    .superRefine(({ clipnorm, clipvalue, globalClipnorm }, context) => {
      const given = Object.entries({ clipnorm, clipvalue, globalClipnorm }).filter(([, value]) => value)
      const second = given[1]
      if (second)
        context.addIssue({
          code: 'custom',
          path: [second[0]],
          message: 'only one of clipnorm, clipvalue and globalClipnorm can be set',
        })
    })

export type CommonSettings = z.output<ReturnType<typeof commonSettings>>
