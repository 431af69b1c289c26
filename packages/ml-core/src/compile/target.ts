import type { Device } from '../layers/forward-scope.ts'
import type { Precision } from '../spec/training.ts'

/** What a graph is compiled for: where it will run, and what is fast there. */
export type Target = {
  readonly device: Device
  /** Whether products of bfloat16 take less time there than those of float32. */
  readonly fastBfloat16: boolean
}

/**
 * The element type that the products of a training are computed in. Where those of bfloat16 are the slower ones, a
 * bfloat16 training keeps its activations in bfloat16 and multiplies them, and the weights as they are, in float32.
 */
export const productPrecisionOf = (precision: Precision, { fastBfloat16 }: Target): Precision =>
  fastBfloat16 ? precision : 'float32'
