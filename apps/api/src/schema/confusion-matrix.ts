import { matrixRows, type Split as SplitName } from '@atelier/db'
import { accuracyOf, type ClassReport as ClassReportShape, classReports } from '../class-reports.ts'
import { builder } from './builder.ts'
import { Split } from './enums.ts'

export type ConfusionMatrixShape = {
  readonly epoch: number
  readonly split: SplitName
  readonly labels: readonly string[]
  readonly counts: readonly (readonly number[])[]
}

/** A stored matrix lies row by row in one list. */
export function rowsOf(matrix: {
  readonly epoch: number
  readonly split: SplitName
  readonly labels: readonly string[]
  readonly counts: readonly number[]
}): ConfusionMatrixShape {
  const { epoch, split, labels, counts } = matrix
  return { epoch, split, labels, counts: matrixRows(counts, labels.length) }
}

const ClassReport = builder.objectRef<ClassReportShape>('ClassReport').implement({
  description: 'Precision, recall and F1 of one class, from a confusion matrix.',
  fields: (t) => ({
    label: t.exposeString('label', { description: 'Name of the class.' }),
    precision: t.exposeFloat('precision', {
      nullable: true,
      description:
        'Of the examples that were said to show it, the share that does; null when there was none.',
    }),
    recall: t.exposeFloat('recall', {
      nullable: true,
      description: 'Of the examples that show it, the share that was found; null when there was none.',
    }),
    f1: t.exposeFloat('f1', {
      nullable: true,
      description: 'Harmonic mean of the two; null when either is.',
    }),
    support: t.exposeInt('support', { description: 'Examples that show it.' }),
  }),
})

export const ConfusionMatrix = builder.objectRef<ConfusionMatrixShape>('ConfusionMatrix').implement({
  description: 'How a model judged a split after one epoch.',
  fields: (t) => ({
    epoch: t.exposeInt('epoch', { description: 'The epoch after which it was made, from 1.' }),
    split: t.expose('split', { type: Split, description: 'What was judged.' }),
    labels: t.stringList({
      description: 'Class names, in the order of rows and columns.',
      resolve: (matrix) => [...matrix.labels],
    }),
    counts: t.field({
      type: t.listRef(t.listRef('Int')),
      complexity: 100,
      description: '`counts[label][prediction]`.',
      resolve: (matrix) => matrix.counts,
    }),
    accuracy: t.float({
      description: 'Share of all examples on the diagonal, from 0 to 1.',
      resolve: (matrix) => accuracyOf(matrix.counts),
    }),
    classes: t.field({
      type: [ClassReport],
      complexity: { field: 10, multiplier: 20 },
      description: 'Precision, recall and F1 of each class, in the order of `labels`.',
      resolve: (matrix) => classReports(matrix.labels, matrix.counts),
    }),
  }),
})
