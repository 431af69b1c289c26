import type { RecipeInput } from './training.ts'

/** A layer as it is written in a spec: Keras's type and settings. */
export type LayerSpec = { readonly type: string; readonly [setting: string]: unknown }

export type ModelPreset = {
  readonly name: string
  readonly title: string
  readonly description: string
  readonly layers: readonly LayerSpec[]
  /** How it is trained unless a person says otherwise; what is left out takes the defaults. */
  readonly recipe?: RecipeInput
}

const dense = (units: number, activation = 'relu'): LayerSpec => ({ type: 'Dense', units, activation })
const conv = (filters: number): LayerSpec => ({ type: 'Conv2D', filters, kernelSize: 3, activation: 'relu' })
const batchNormalization = (axis?: number): LayerSpec =>
  axis === undefined ? { type: 'BatchNormalization' } : { type: 'BatchNormalization', axis }
const dropout: LayerSpec = { type: 'Dropout', rate: 0.3 }

/** The two models of the Fashion-MNIST study, as the report trained them. */
export const modelPresets: readonly ModelPreset[] = [
  {
    name: 'mlp',
    title: 'Multilayer perceptron',
    description:
      'Four hidden Dense layers with batch normalization and dropout on flat pixels. 870,410 parameters.',
    layers: [
      ...[dense(512), batchNormalization(), dense(512), batchNormalization(), dropout],
      ...[dense(256), batchNormalization(), dense(256), batchNormalization(), dropout],
      dense(10, 'softmax'),
    ],
  },
  {
    name: 'cnn',
    title: 'Convolutional network',
    description:
      'Four 3x3 convolutions with batch normalization over image rows (axis 1, as in the report), pooling and three Dense layers. 7,658,746 parameters.',
    layers: [
      ...[conv(128), batchNormalization(1), conv(128), batchNormalization(1), dropout],
      ...[conv(256), batchNormalization(1), conv(256), batchNormalization(1)],
      ...[{ type: 'MaxPooling2D' }, dropout, { type: 'Flatten' }],
      ...[dense(256), batchNormalization(), dense(256), batchNormalization(), dropout],
      dense(10, 'softmax'),
    ],
  },
]
