import type { CellKind } from './cell-colour.ts'

/** Shares of a row that stand for a ramp in a legend, and what its end is. */
export const ramps: {
  readonly [Kind in CellKind]: {
    readonly label: string
    readonly samples: readonly number[]
    readonly end: string
  }
} = {
  right: { label: 'recognised', samples: [0.2, 0.4, 0.6, 0.8, 1], end: '100\u00a0%' },
  wrong: { label: 'mistaken', samples: [0.005, 0.02, 0.06, 0.14, 0.3], end: '30\u00a0%' },
}

/** The same for a difference of two matrices. */
export const differences: readonly number[] = [-0.1, -0.05, -0.01, 0, 0.01, 0.05, 0.1]
