import {
  type ExampleHistory as ExampleHistoryShape,
  findPredictionHistory,
  type PredictionHistory as PredictionHistoryShape,
} from '@atelier/db'
import { limits } from '../limits.ts'
import { builder } from './builder.ts'
import { Split } from './enums.ts'
import { askedCount } from './paging.ts'

const DEFAULT_EPOCHS = 50
const MOST_EPOCHS = 200
const LAST_INT = 2 ** 31 - 1

const ExampleHistory = builder.objectRef<ExampleHistoryShape>('ExampleHistory').implement({
  description: 'How one image was judged over the epochs: entry i belongs to entry i of `epochs`.',
  fields: (t) => ({
    index: t.exposeInt('index', { description: 'Place of the image in its split, from 0.' }),
    predicted: t.field({
      type: t.listRef('Int', { nullable: true }),
      description: 'What the model said that it shows; null where the epoch did not judge the image.',
      resolve: ({ predicted }) => [...predicted],
    }),
    confidence: t.field({
      type: t.listRef('Float', { nullable: true }),
      description: 'Probability that it gave to that, to four decimals; null where there is none.',
      resolve: ({ confidence }) =>
        confidence.map((value) => (value === null ? null : Math.round(value * 1e4) / 1e4)),
    }),
  }),
})

export const PredictionHistory = builder.objectRef<PredictionHistoryShape>('PredictionHistory').implement({
  description: 'How single images were judged over the epochs, in columns.',
  fields: (t) => ({
    epochs: t.intList({
      description: 'The epochs after which images of the split were judged, ascending.',
      resolve: ({ epochs }) => [...epochs],
    }),
    examples: t.field({
      type: [ExampleHistory],
      description: 'The images, in the order in which they were asked for.',
      resolve: ({ examples }) => [...examples],
    }),
  }),
})

/** Which images are meant, of a run or of a shared one. */
export const predictionHistoryArgs = builder.args((t) => ({
  split: t.field({ type: Split, required: true, description: 'The split in which the images lie.' }),
  indices: t.intList({
    required: true,
    description: `Places of the images in the split, from 0; at most ${limits.pageSize}.`,
    validate: { maxLength: limits.pageSize, items: { min: 0, max: LAST_INT } },
  }),
  maxEpochs: t.int({
    defaultValue: DEFAULT_EPOCHS,
    description: `Of more epochs, so many are picked evenly, the first and the last among them; at most ${MOST_EPOCHS}.`,
    validate: { min: 1, max: MOST_EPOCHS },
  }),
}))

type Args = {
  readonly split: typeof Split.$inferType
  readonly indices: readonly number[]
  readonly maxEpochs?: number | null | undefined
}

/** Lists count as ten; a hundredth of the figures that the answer may hold. */
export const predictionHistoryComplexity = ({ indices, maxEpochs }: Args) => ({
  field: 10 + askedCount(maxEpochs, DEFAULT_EPOCHS),
  multiplier: 1 + Math.ceil((indices.length * askedCount(maxEpochs, DEFAULT_EPOCHS)) / 1_000),
})

export const predictionHistoryOf = (
  db: Parameters<typeof findPredictionHistory>[0],
  runId: string,
  { split, indices, maxEpochs }: Args,
): Promise<PredictionHistoryShape> =>
  findPredictionHistory(db, { runId, split, indices, maxEpochs: maxEpochs ?? DEFAULT_EPOCHS })
