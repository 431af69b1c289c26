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
const study: readonly ModelPreset[] = [
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

const relu: LayerSpec = { type: 'Activation', activation: 'relu' }
const pool: LayerSpec = { type: 'MaxPooling2D' }

/**
 * Convolution, normalization, relu. Pooling comes before the normalization: a quarter of the numbers to normalize, and
 * the maximum of relus is the relu of the maximum. The momentum suits runs of a few thousand steps.
 */
const block = (filters: number, pooled: boolean): readonly LayerSpec[] => [
  { type: 'Conv2D', filters, kernelSize: 3, padding: 'same', useBias: false },
  ...(pooled ? [pool] : []),
  { type: 'BatchNormalization', momentum: 0.9 },
  relu,
]

/** Chosen on 10,000 images held back from the training set; the test set only reports. */
const fast: readonly ModelPreset[] = [
  {
    name: 'mlp-fast',
    title: 'Multilayer perceptron, fast',
    description:
      "Two hidden Dense layers and a one-cycle schedule: the report's 88.40 % in seconds. 535,818 parameters.",
    layers: [dense(512), dense(256), dense(10, 'softmax')],
    recipe: {
      ...{ epochs: 6, batchSize: 128 },
      optimizer: { type: 'Adam', learningRate: 0.0015 },
      learningRateSchedule: { type: 'OneCycle', settings: { anneal: 'linear' } },
    },
  },
  {
    name: 'cnn-fast',
    title: 'Convolutional network, fast',
    description:
      "Four small convolutions in bfloat16 trained by Muon, mirrored images and a one-cycle schedule: the report's 92.95 % in minutes. 252,842 parameters.",
    layers: [
      ...[...block(32, true), ...block(64, true), ...block(128, true), ...block(128, false)],
      ...[{ type: 'Flatten' }, dropout, dense(10, 'softmax')],
    ],
    recipe: {
      ...{ epochs: 5, batchSize: 128, precision: 'bfloat16' },
      optimizer: {
        ...{ type: 'Muon', learningRate: 0.016 },
        settings: { includeConvolutions: true, excludeOutput: true },
      },
      learningRateSchedule: { type: 'OneCycle', settings: { anneal: 'linear', peakAt: 0.25 } },
      augmentation: { flip: 'horizontal' },
    },
  },
  {
    name: 'cnn-best',
    title: 'Convolutional network, best',
    description:
      'Six convolutions in three stages, mirrored, moved and partly covered images, smoothed labels: more accurate than the report. 663,226 parameters.',
    layers: [
      ...[...block(48, false), ...block(48, true), ...block(96, false), ...block(96, true)],
      ...[...block(192, false), ...block(192, true), { type: 'Flatten' }, dropout, dense(10, 'softmax')],
    ],
    recipe: {
      ...{ epochs: 24, batchSize: 128, precision: 'bfloat16', labelSmoothing: 0.1 },
      optimizer: { type: 'AdamW', learningRate: 0.004, settings: { weightDecay: 0.02 } },
      learningRateSchedule: { type: 'OneCycle', settings: { anneal: 'linear', peakAt: 0.25 } },
      augmentation: { flip: 'horizontal', shift: 1, cutout: 8 },
    },
  },
]

/** Models by name: those of the study, and quicker or better ones with a recipe of their own. */
export const modelPresets: readonly ModelPreset[] = [...study, ...fast]

/** The preset of that name, if there is one. */
export const findPreset = (name: string): ModelPreset | undefined =>
  modelPresets.find((preset) => preset.name === name)
