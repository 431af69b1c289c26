import type {
  AugmentationSpec,
  Monitor as SpecMonitor,
  Precision as SpecPrecision,
} from '@atelier/ml-core/spec'
import type { Flip, Monitor, Precision } from '#gql/graphql.ts'

// What GraphQL writes as an enum, the spec writes as Keras does.

export const apiPrecision: { readonly [P in SpecPrecision]: Precision } = {
  ...{ float32: 'FLOAT32', bfloat16: 'BFLOAT16' },
}
export const specPrecision: { readonly [P in Precision]: SpecPrecision } = {
  ...{ FLOAT32: 'float32', BFLOAT16: 'bfloat16' },
}

export const apiMonitor: { readonly [M in SpecMonitor]: Monitor } = {
  ...{ loss: 'LOSS', accuracy: 'ACCURACY' },
  ...{ validationLoss: 'VALIDATION_LOSS', validationAccuracy: 'VALIDATION_ACCURACY' },
}
export const specMonitor: { readonly [M in Monitor]: SpecMonitor } = {
  ...{ LOSS: 'loss', ACCURACY: 'accuracy' },
  ...{ VALIDATION_LOSS: 'validationLoss', VALIDATION_ACCURACY: 'validationAccuracy' },
}

export const apiFlip: { readonly [F in AugmentationSpec['flip']]: Flip } = {
  ...{ none: 'NONE', horizontal: 'HORIZONTAL' },
}
export const specFlip: { readonly [F in Flip]: AugmentationSpec['flip'] } = {
  ...{ NONE: 'none', HORIZONTAL: 'horizontal' },
}
