import type { RunConfig } from '@atelier/db'
import type { Recipe as RecipeShape } from '../launch-training.ts'
import { builder } from './builder.ts'

type On<Part> = NonNullable<Part>

export const Precision = builder.enumType('Precision', {
  description: 'Numbers that the training computes with.',
  values: {
    FLOAT32: { value: 'float32', description: '32-bit floating point.' },
    BFLOAT16: {
      value: 'bfloat16',
      description:
        'Products, convolutions and activations in bfloat16 (products in 32 bits on a processor that is faster so); weights, optimizer and statistics stay in 32 bits.',
    },
  } as const,
})

export const Monitor = builder.enumType('Monitor', {
  description: 'A figure of every epoch to watch: losses should fall, accuracies should rise.',
  values: {
    LOSS: { value: 'loss', description: 'Of the training images.' },
    ACCURACY: { value: 'accuracy', description: 'Of the training images.' },
    VALIDATION_LOSS: { value: 'validationLoss', description: 'Of the images that the run is validated on.' },
    VALIDATION_ACCURACY: {
      value: 'validationAccuracy',
      description: 'Of the images that the run is validated on.',
    },
  } as const,
})

export const Flip = builder.enumType('Flip', {
  description: 'How training images are mirrored.',
  values: {
    NONE: { value: 'none', description: 'Not at all.' },
    HORIZONTAL: { value: 'horizontal', description: 'Left to right, half of the images at random.' },
  } as const,
})

export const Optimizer = builder.objectRef<RunConfig['optimizer']>('Optimizer').implement({
  description: 'What moves the weights.',
  fields: (t) => ({
    type: t.exposeString('type', { description: "Keras's name, such as `Adam`." }),
    learningRate: t.exposeFloat('learningRate', { description: 'Step size, before its schedule.' }),
    settings: t.field({
      type: 'JSON',
      description: "Its other settings under Keras's names.",
      resolve: (optimizer) => optimizer.settings,
    }),
  }),
})

export const LearningRateSchedule = builder
  .objectRef<RunConfig['learningRateSchedule']>('LearningRateSchedule')
  .implement({
    description: 'How the learning rate changes over the run.',
    fields: (t) => ({
      type: t.exposeString('type', { description: 'Such as `Constant` or `OneCycle`.' }),
      settings: t.field({
        type: 'JSON',
        description: 'The settings of that type.',
        resolve: (schedule) => schedule.settings,
      }),
      warmUpEpochs: t.exposeFloat('warmUpEpochs', {
        description: 'Epochs at the beginning over which the learning rate rises from almost nothing.',
      }),
    }),
  })

export const EarlyStopping = builder.objectRef<On<RunConfig['earlyStopping']>>('EarlyStopping').implement({
  description: "When a training ends before its planned epochs: Keras's EarlyStopping.",
  fields: (t) => ({
    monitor: t.expose('monitor', { type: Monitor, description: 'The figure that is watched.' }),
    patience: t.exposeInt('patience', { description: 'Epochs without improvement before it stops.' }),
    minDelta: t.exposeFloat('minDelta', { description: 'A smaller change is no improvement.' }),
    startFromEpoch: t.exposeInt('startFromEpoch', {
      description: 'Epochs at the beginning that are not looked at.',
    }),
    restoreBestWeights: t.exposeBoolean('restoreBestWeights', {
      description: 'Whether it ends with the weights of the best epoch.',
    }),
  }),
})

export const Augmentation = builder.objectRef<On<RunConfig['augmentation']>>('Augmentation').implement({
  description:
    'How training images are changed at random, each anew in every step; validation and test images stay as they are.',
  fields: (t) => ({
    flip: t.expose('flip', { type: Flip, description: 'How they are mirrored.' }),
    shift: t.exposeInt('shift', { description: 'Most pixels that one is moved by, along each axis.' }),
    rotation: t.exposeFloat('rotation', { description: 'Most degrees that one is turned by.' }),
    zoom: t.exposeFloat('zoom', { description: 'Largest share that one grows or shrinks by.' }),
    cutout: t.exposeInt('cutout', { description: 'Side in pixels of a square that is set to 0; 0: none.' }),
    cutoutProbability: t.exposeFloat('cutoutProbability', {
      description: 'Share of the images that get the square.',
    }),
  }),
})

export const Recipe = builder.objectRef<RecipeShape>('Recipe').implement({
  description: 'How a model is trained unless a launch says otherwise.',
  fields: (t) => ({
    epochs: t.exposeInt('epochs', { description: 'Passes over the training images.' }),
    batchSize: t.exposeInt('batchSize', { description: 'Training images a step.' }),
    precision: t.expose('precision', { type: Precision, description: 'Numbers that it computes with.' }),
    optimizer: t.expose('optimizer', { type: Optimizer, description: 'What moves its weights.' }),
    learningRateSchedule: t.expose('learningRateSchedule', {
      type: LearningRateSchedule,
      description: 'How the learning rate changes over the run.',
    }),
    augmentation: t.expose('augmentation', {
      type: Augmentation,
      nullable: true,
      description: 'Null: images are trained on as they are.',
    }),
    labelSmoothing: t.exposeFloat('labelSmoothing', {
      description: 'Share of every label that is spread evenly over all classes.',
    }),
    earlyStopping: t.expose('earlyStopping', {
      type: EarlyStopping,
      nullable: true,
      description: 'Null: all planned epochs are trained.',
    }),
  }),
})
