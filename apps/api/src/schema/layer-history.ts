import {
  findLayerHistory,
  type LayerEpoch as LayerEpochShape,
  type LayerHistogram as LayerHistogramShape,
  LayerTensor as layerTensors,
  type Run as RunRow,
} from '@atelier/db'
import { builder } from './builder.ts'
import { askedCount } from './paging.ts'

const DEFAULT_EPOCHS = 50
const MOST_EPOCHS = 200

const LayerTensor = builder.enumType(layerTensors, {
  name: 'LayerTensor',
  description: 'What of a layer a histogram is of.',
  values: {
    ACTIVATION: { description: 'What it gave for a batch; of a last softmax layer before the softmax.' },
    WEIGHT: { description: 'One of its weights.' },
    GRADIENT: { description: "The loss's gradient by one of its weights, before any clipping." },
  },
})

const LayerHistogram = builder.objectRef<LayerHistogramShape>('LayerHistogram').implement({
  description: 'How numbers are spread over equally wide bins.',
  fields: (t) => ({
    tensor: t.expose('tensor', { type: LayerTensor, description: 'What they are.' }),
    weight: t.string({
      nullable: true,
      description: 'The weight within its layer, such as `kernel`; null for the activation.',
      resolve: ({ weight }) => weight || null,
    }),
    lowest: t.exposeFloat('lowest', { description: 'Where the first bin begins: the smallest number.' }),
    highest: t.exposeFloat('highest', { description: 'Where the last bin ends: the largest number.' }),
    counts: t.intList({
      description: 'How many lie in each bin; all in the first where they are equal.',
      resolve: ({ counts }) => [...counts],
    }),
  }),
})

export const LayerEpoch = builder.objectRef<LayerEpochShape>('LayerEpoch').implement({
  description:
    'How one layer stood in the last step of an epoch. Norms are Euclidean, over all its trained weights.',
  fields: (t) => ({
    epoch: t.exposeInt('epoch', { description: 'From 1.' }),
    weightNorm: t.exposeFloat('weightNorm', {
      ...{ nullable: true, description: 'After the step; null for a layer without trained weights.' },
    }),
    gradientNorm: t.exposeFloat('gradientNorm', {
      ...{ nullable: true, description: "Of the loss's gradient; null as well where it is infinite." },
    }),
    updateNorm: t.exposeFloat('updateNorm', {
      ...{ nullable: true, description: 'Of what the step added to the weights.' },
    }),
    activationMean: t.exposeFloat('activationMean', {
      ...{ nullable: true, description: 'Mean of what the layer gave for the batch.' },
    }),
    activationStandardDeviation: t.exposeFloat('activationStandardDeviation', {
      ...{ nullable: true, description: 'Its standard deviation.' },
    }),
    deadShare: t.exposeFloat('deadShare', {
      nullable: true,
      description:
        'Share of the units (channels of an image) that gave 0 for the whole batch; null where no relu comes last.',
    }),
    histograms: t.field({
      type: [LayerHistogram],
      description:
        'Of its activation, its weights and their gradients; empty for epochs of an older Atelier.',
      resolve: ({ histograms }) => [...histograms],
    }),
  }),
})

/** Which layer is meant, of a run or of a shared one. */
export const layerHistoryArgs = builder.args((t) => ({
  layer: t.string({ required: true, description: 'Name of one of `layers`.', validate: { maxLength: 200 } }),
  maxEpochs: t.int({
    defaultValue: DEFAULT_EPOCHS,
    description: `Of more epochs, so many are picked evenly, the first and the last among them; at most ${MOST_EPOCHS}.`,
    validate: { min: 1, max: MOST_EPOCHS },
  }),
}))

type Args = { readonly layer: string; readonly maxEpochs?: number | null | undefined }

export const layerHistoryComplexity = ({ maxEpochs }: Args) => ({
  ...{ field: 20, multiplier: askedCount(maxEpochs, DEFAULT_EPOCHS) },
})

/** Empty for a run of a script: it tells of no layers. */
export const layerHistoryOf = async (
  db: Parameters<typeof findLayerHistory>[0],
  run: RunRow,
  { layer, maxEpochs }: Args,
): Promise<LayerEpochShape[]> =>
  run.config === null ? [] : findLayerHistory(db, run, { layer, maxEpochs: maxEpochs ?? DEFAULT_EPOCHS })
