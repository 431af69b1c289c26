import type { LaunchField } from './launch-values.ts'

const labels: { readonly [Field in LaunchField]: string } = {
  name: 'Name',
  tags: 'Tags',
  dataset: 'Data set',
  preset: 'Model',
  layers: 'Model',
  epochs: 'Epochs',
  batchSize: 'Batch size',
  learningRate: 'Learning rate',
  optimizerSettings: 'Optimizer',
  trainLimit: 'Training images',
  validation: 'Validation',
  validationPercent: 'Held back',
  precision: 'Precision',
  seed: 'Seed',
}

/** What a field is called on the page. */
export const labelOf = (field: LaunchField): string => labels[field]
