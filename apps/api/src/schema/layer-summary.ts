import type { LayerSummary as LayerRow, Run } from '@atelier/db'
import type {
  LayerSummary as LayerSummaryShape,
  ParameterCount as ParameterCountShape,
} from '@atelier/ml-core/spec'
import { z } from 'zod'
import { builder } from './builder.ts'

/** Columns of JSON whose shape our own verbs wrote. */
const outputShape = z.array(z.int().nullable())
const settings = z.record(z.string(), z.json())

/** Rows of a run's summary as they are shown. */
export const layersOf = (rows: readonly LayerRow[]): LayerSummaryShape[] =>
  rows.map((layer) => ({
    ...layer,
    outputShape: outputShape.parse(layer.outputShape),
    settings: settings.parse(layer.settings),
  }))

/** Totals of a run; null until its model is known. */
export const parameterCountOf = ({
  totalParameters: total,
  trainableParameters: trainable,
}: Pick<Run, 'totalParameters' | 'trainableParameters'>): ParameterCountShape | null =>
  total === null || trainable === null ? null : { total, trainable, nonTrainable: total - trainable }

export const LayerSummary = builder.objectRef<LayerSummaryShape>('LayerSummary').implement({
  description: "One row of Keras's `model.summary()`.",
  fields: (t) => ({
    index: t.exposeInt('index', { description: 'Place in the model, from 0.' }),
    name: t.exposeString('name', { description: "Keras's name of the layer, such as `dense_1`." }),
    type: t.exposeString('type', { description: "Keras's type of the layer, such as `Dense`." }),
    outputShape: t.intList({
      nullable: { list: false, items: true },
      description: 'Sizes of its output, outermost first; null stands for the batch axis.',
      resolve: (layer) => [...layer.outputShape],
    }),
    parameters: t.exposeInt('parameters', { description: 'Weights in all.' }),
    trainable: t.exposeInt('trainable', { description: 'Weights that training changes by gradients.' }),
    nonTrainable: t.exposeInt('nonTrainable', {
      description: 'Weights that follow the data, such as moving averages.',
    }),
    settings: t.field({
      type: 'JSON',
      description: "Its settings under Keras's names.",
      resolve: (layer) => layer.settings,
    }),
  }),
})

export const ParameterCount = builder.objectRef<ParameterCountShape>('ParameterCount').implement({
  description: "Keras's totals below the summary.",
  fields: (t) => ({
    total: t.exposeInt('total', { description: 'Weights in all.' }),
    trainable: t.exposeInt('trainable', { description: 'Weights that training changes by gradients.' }),
    nonTrainable: t.exposeInt('nonTrainable', {
      description: 'Weights that follow the data, such as moving averages.',
    }),
  }),
})
