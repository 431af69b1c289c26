import type { RunConfig as RunConfigShape } from '@atelier/db'
import { builder } from './builder.ts'

export const Precision = builder.enumType('Precision', {
  description: 'Numbers that the training computes with.',
  values: {
    FLOAT32: { value: 'float32', description: '32-bit floating point.' },
    BFLOAT16: {
      value: 'bfloat16',
      description:
        'Products and convolutions in bfloat16; weights, optimizer and statistics stay in 32 bits.',
    },
  } as const,
})

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

const Optimizer = builder.objectRef<RunConfigShape['optimizer']>('Optimizer').implement({
  description: 'What moves the weights.',
  fields: (t) => ({
    type: t.exposeString('type', { description: "Keras's name, such as `Adam`." }),
    learningRate: t.exposeFloat('learningRate', { description: 'Step size.' }),
    settings: t.field({
      type: 'JSON',
      description: "Its other settings under Keras's names.",
      resolve: (optimizer) => optimizer.settings,
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
    seed: t.exposeInt('seed', { description: 'Decides weights, order of batches and dropout.' }),
  }),
})
