import type { RunConfig as RunConfigShape } from '@atelier/db'
import { builder } from './builder.ts'
import { Augmentation, EarlyStopping, LearningRateSchedule, Optimizer, Precision } from './recipe.ts'

const Model = builder.objectRef<RunConfigShape['model']>('Model').implement({
  description: 'A model as it was launched.',
  fields: (t) => ({
    preset: t.exposeString('preset', {
      nullable: true,
      description: 'The preset that it was made of, if any.',
    }),
    layers: t.field({
      type: 'JSON',
      description: "Layers in Keras's vocabulary.",
      resolve: (model) => model.layers,
    }),
  }),
})

export const RunConfig = builder.objectRef<RunConfigShape>('RunConfig').implement({
  description:
    'Everything that decides how a training goes: two runs with equal ones end with equal weights.',
  fields: (t) => ({
    dataset: t.exposeString('dataset', { description: 'Name of the data set.' }),
    model: t.expose('model', { type: Model, description: 'What is trained.' }),
    optimizer: t.expose('optimizer', { type: Optimizer, description: 'What moves its weights.' }),
    learningRateSchedule: t.expose('learningRateSchedule', {
      type: LearningRateSchedule,
      description: 'How the learning rate changes over the run.',
    }),
    earlyStopping: t.expose('earlyStopping', {
      type: EarlyStopping,
      nullable: true,
      description: 'Null: all planned epochs are trained.',
    }),
    augmentation: t.expose('augmentation', {
      type: Augmentation,
      nullable: true,
      description: 'Null: images are trained on as they are.',
    }),
    labelSmoothing: t.exposeFloat('labelSmoothing', {
      description: 'Share of every label that is spread evenly over all classes.',
    }),
    batchSize: t.exposeInt('batchSize', { description: 'Training images a step.' }),
    epochs: t.exposeInt('epochs', { description: 'Planned passes over the training images.' }),
    validation: t.string({
      description: '`test`, or `split 0.1` for the last tenth of the training images.',
      resolve: ({ validationSplit }) => (validationSplit === null ? 'test' : `split ${validationSplit}`),
    }),
    validationSplit: t.exposeFloat('validationSplit', {
      nullable: true,
      description: 'Share of the training images held back for validation; null: validated on the test set.',
    }),
    trainLimit: t.exposeInt('trainLimit', {
      nullable: true,
      description: 'Only the first N training images; null: all.',
    }),
    precision: t.expose('precision', { type: Precision, description: 'Numbers that it computes with.' }),
    seed: t.exposeInt('seed', {
      description: 'Decides weights, order of batches, dropout and augmentation.',
    }),
  }),
})
