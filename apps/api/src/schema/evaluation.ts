import type { Split as SplitName } from '@atelier/db'
import { builder } from './builder.ts'
import { Split } from './enums.ts'

export type EvaluationShape = {
  readonly epoch: number
  readonly split: SplitName
  readonly loss: number
  readonly accuracy: number
  readonly examples: number
}

export const Evaluation = builder.objectRef<EvaluationShape>('Evaluation').implement({
  description: 'Loss and accuracy over a whole split.',
  fields: (t) => ({
    epoch: t.exposeInt('epoch', { description: 'The epoch after which it was made.' }),
    split: t.expose('split', { type: Split, description: 'What was judged.' }),
    loss: t.exposeFloat('loss', { description: 'Mean over the examples.' }),
    accuracy: t.exposeFloat('accuracy', { description: 'Share that was judged rightly, from 0 to 1.' }),
    examples: t.exposeInt('examples', { description: 'How many were judged.' }),
  }),
})
