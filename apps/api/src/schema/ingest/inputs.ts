import { builder } from '../builder.ts'
import { Split } from '../enums.ts'

const epochOf = 'After which epoch, from 1.'

export const CreateRunInput = builder.inputType('CreateRunInput', {
  description: 'A run that a script trains: its project by `projectId` or by `project`.',
  fields: (t) => ({
    projectId: t.id({ description: 'The project.' }),
    project: t.string({
      description: 'The slug of the project, instead of its id, in the workspace where you are now.',
    }),
    name: t.string({ description: "Null: made of the run's number." }),
    tags: t.stringList({ description: 'Words to find it by; at most 30.' }),
    parameters: t.field({
      type: 'JSON',
      description: 'An object of hyperparameters; nested ones get names such as `optimizer.lr`.',
    }),
    epochs: t.int({ description: 'Epochs that are planned, for its progress.' }),
    key: t.string({ description: 'The same key in a project is the same run: a retried call finds it.' }),
    writer: t.string({
      description:
        'A name of its own for each start of a script that logs. A new one has a run that failed go on as RUNNING.',
    }),
  }),
})

export const MetricPointInput = builder.inputType('MetricPointInput', {
  description: 'One value of one metric.',
  fields: (t) => ({
    name: t.string({ required: true, description: 'Name of the metric.' }),
    step: t.int({ required: true, description: 'Counted over the whole run.' }),
    value: t.float({
      required: true,
      description: 'From -1e290 to 1e290; leave out what is NaN or infinite.',
    }),
    at: t.field({ type: 'DateTime', description: 'When it was taken; null: now.' }),
  }),
})

export const EpochInput = builder.inputType('EpochInput', {
  description: 'One row of the history.',
  fields: (t) => ({
    index: t.int({ required: true, description: 'From 1.' }),
    loss: t.float({ required: true, description: 'Mean over the training images.' }),
    accuracy: t.float({ description: 'On the training images, from 0 to 1; null: recorded as 0.' }),
    validationLoss: t.float({ description: 'Mean over the validation images.' }),
    validationAccuracy: t.float({ description: 'On the validation images, from 0 to 1.' }),
    learningRate: t.float({ description: 'At its end; null: recorded as 0.' }),
    seconds: t.float({ description: 'Of its training steps; null: recorded as 0.' }),
    examplesPerSecond: t.float({ description: 'Training images a second; null: recorded as 0.' }),
    step: t.int({ description: 'Its last step, counted over the whole run; null: the newest one logged.' }),
    finishedAt: t.field({ type: 'DateTime', description: 'When it ended; null: now.' }),
  }),
})

export const LayerInput = builder.inputType('LayerInput', {
  description: "One row of Keras's model.summary(), in the model's order.",
  fields: (t) => ({
    name: t.string({ required: true, description: 'Its name in the model.' }),
    type: t.string({ required: true, description: 'Such as `Dense`.' }),
    outputShape: t.intList({
      required: { list: true, items: false },
      description: 'Null where it is open, as the batch axis is.',
    }),
    parameters: t.int({ required: true, description: 'How many numbers it holds.' }),
    trainable: t.int({ description: 'How many of them are trained; null: all.' }),
    settings: t.field({ type: 'JSON', description: 'An object of its settings.' }),
  }),
})

export const ConfusionMatrixInput = builder.inputType('ConfusionMatrixInput', {
  description: 'How a split was judged, class by class.',
  fields: (t) => ({
    epoch: t.int({ required: true, description: epochOf }),
    split: t.field({ type: Split, required: true, defaultValue: 'VALIDATION', description: 'Which images.' }),
    labels: t.stringList({ required: true, description: 'Names of the classes.' }),
    counts: t.field({
      type: t.listRef(t.listRef('Int')),
      required: true,
      description: 'counts[label][prediction]',
    }),
  }),
})

export const PredictionsInput = builder.inputType('PredictionsInput', {
  description: 'How single examples of a split were judged: a contiguous stretch, entry by entry.',
  fields: (t) => ({
    epoch: t.int({ required: true, description: epochOf }),
    split: t.field({ type: Split, required: true, description: 'Of which images.' }),
    firstExample: t.int({
      required: true,
      defaultValue: 0,
      description: 'Where the stretch begins, from 0. A further call goes on where the one before ended.',
    }),
    actual: t.intList({ required: true, description: 'Their classes; at most 20,000 a call.' }),
    predicted: t.intList({ required: true, description: 'What the model took them for.' }),
    confidence: t.floatList({ required: true, description: 'Probability of the predicted class.' }),
  }),
})

export const EvaluationInput = builder.inputType('EvaluationInput', {
  description: 'How the model did on a whole split.',
  fields: (t) => ({
    epoch: t.int({ required: true, description: epochOf }),
    split: t.field({ type: Split, required: true, defaultValue: 'TEST', description: 'Which images.' }),
    loss: t.float({ required: true, description: 'Mean.' }),
    accuracy: t.float({ required: true, description: 'From 0 to 1.' }),
    examples: t.int({ required: true, description: 'How many images there were.' }),
  }),
})

export const LogLineInput = builder.inputType('LogLineInput', {
  description: 'A line for people.',
  fields: (t) => ({
    writer: t.string({ description: 'Who counts: the numbers of each writer are its own.' }),
    number: t.int({ required: true, description: 'A number of its own: sent again, it is there once.' }),
    level: t.string({ required: true, defaultValue: 'info', description: '`info`, `warn` or `error`.' }),
    message: t.string({ required: true, description: 'At most 20,000 characters.' }),
  }),
})
