import { optimizerTypes, scheduleTypes } from '@atelier/ml-core/spec'
import { builder } from './builder.ts'
import { ModelInput } from './model.ts'
import { Flip, Monitor, Precision } from './recipe.ts'

const OptimizerInput = builder.inputType('OptimizerInput', {
  description: 'What moves the weights.',
  fields: (t) => ({
    type: t.string({
      required: true,
      defaultValue: 'Adam',
      description: `One of ${[...optimizerTypes.keys()].join(', ')}.`,
    }),
    learningRate: t.float({ description: "Step size; null: Keras's default of that type, 0.001 for Adam." }),
    settings: t.field({
      type: 'JSON',
      description: "Its other settings under Keras's names, such as `{beta1: 0.9, weightDecay: 0.004}`.",
    }),
  }),
})

const LearningRateScheduleInput = builder.inputType('LearningRateScheduleInput', {
  description: 'How the learning rate changes over the run.',
  fields: (t) => ({
    type: t.string({
      description: `One of ${[...scheduleTypes.keys()].join(', ')}; null: Constant.`,
    }),
    settings: t.field({
      type: 'JSON',
      description: 'The settings of that type, such as `{peakAt: 0.3}`; null: its defaults.',
    }),
    warmUpEpochs: t.float({
      description: 'Epochs at the beginning over which the rate rises linearly; fractions count; null: none.',
    }),
  }),
})

const EarlyStoppingInput = builder.inputType('EarlyStoppingInput', {
  description:
    "When the training ends before its planned epochs. An empty object switches off what the preset's recipe switches on.",
  fields: (t) => ({
    monitor: t.field({ type: Monitor, description: 'The figure that is watched; null: VALIDATION_LOSS.' }),
    patience: t.int({ description: 'Epochs without improvement before it stops; needed.' }),
    minDelta: t.float({ description: 'A smaller change is no improvement; null: 0.' }),
    startFromEpoch: t.int({ description: 'Epochs at the beginning that are not looked at; null: 0.' }),
    restoreBestWeights: t.boolean({
      description: 'Whether to end with the weights of the best epoch; null: no.',
    }),
  }),
})

const AugmentationInput = builder.inputType('AugmentationInput', {
  description:
    "How training images are changed at random. An empty object switches off what the preset's recipe switches on.",
  fields: (t) => ({
    flip: t.field({ type: Flip, description: 'How they are mirrored; null: NONE.' }),
    shift: t.int({ description: 'Most pixels that one is moved by, along each axis; null: 0.' }),
    rotation: t.float({ description: 'Most degrees that one is turned by; null: 0.' }),
    zoom: t.float({ description: 'Largest share that one grows or shrinks by; null: 0.' }),
    cutout: t.int({ description: 'Side in pixels of a square that is set to 0; null: none.' }),
    cutoutProbability: t.float({ description: 'Share of the images that get the square; null: all.' }),
  }),
})

export const LaunchRunInput = builder.inputType('LaunchRunInput', {
  description:
    "A training to be launched. What is null or left out comes from the recipe of the model's preset, then from the study.",
  fields: (t) => ({
    projectId: t.id({ required: true, description: 'Where the run will belong.' }),
    name: t.string({ description: "Null: made of the preset and the run's number." }),
    tags: t.stringList({ description: 'Words to find it by.' }),
    dataset: t.string({
      required: true,
      defaultValue: 'fashion-mnist',
      description: 'Name of one of `datasets`.',
    }),
    model: t.field({ type: ModelInput, required: true, description: 'What is trained.' }),
    optimizer: t.field({
      type: OptimizerInput,
      description:
        "Null: what the preset's recipe says, else Adam with its defaults. Given, it replaces the recipe's.",
    }),
    learningRateSchedule: t.field({
      type: LearningRateScheduleInput,
      description: "Null: what the preset's recipe says, else Constant. Given, it replaces the recipe's.",
    }),
    earlyStopping: t.field({
      type: EarlyStoppingInput,
      description: "Null: what the preset's recipe says, else none. Given, it replaces the recipe's.",
    }),
    augmentation: t.field({
      type: AugmentationInput,
      description: "Null: what the preset's recipe says, else none. Given, it replaces the recipe's.",
    }),
    labelSmoothing: t.float({
      description:
        "Share of every label that is spread evenly over all classes, from 0 to below 1; null: what the preset's recipe says, else 0.",
    }),
    batchSize: t.int({
      description: "Training images a step; null: what the preset's recipe says, else 64.",
    }),
    epochs: t.int({
      description: "Passes over the training images; null: what the preset's recipe says, else 50.",
    }),
    validationSplit: t.float({
      description:
        'Share of the training images held back for validation, from their end; null: validate on the test set.',
    }),
    trainLimit: t.int({ description: 'Only the first N training images; null: all.' }),
    precision: t.field({
      type: Precision,
      description: "Numbers that it computes with; null: what the preset's recipe says, else FLOAT32.",
    }),
    seed: t.int({ description: 'Null: drawn, and recorded with the run.' }),
    maxRestarts: t.int({
      description:
        'So many times it is taken up again after failures that another attempt may mend, from 0 to 100; null: 3.',
    }),
  }),
})
