import type { VariableSpec } from '../compile.ts'
import type { Initializer } from '../layers/layer.ts'
import { type Shape, sizeOf } from '../spec/shape.ts'
import { type Random, seededRandom } from './random.ts'
import type { Values } from './session.ts'

/** Starting values of every variable: the same for the same seed on every machine and device. */
export function initialState(variables: readonly VariableSpec[], seed: number): Record<string, Values> {
  return Object.fromEntries(
    variables.map(({ name, dtype, shape, initializer }) => {
      const values =
        dtype === 'int32'
          ? new Int32Array(sizeOf(shape))
          : initializers[initializer](shape, seededRandom(seed, name))
      return [name, values]
    }),
  )
}

const initializers: { readonly [K in Initializer]: (shape: Shape, random: Random) => Float32Array } = {
  zeros: (shape) => new Float32Array(sizeOf(shape)),
  ones: (shape) => new Float32Array(sizeOf(shape)).fill(1),
  // Glorot and Bengio, 2010: uniform within sqrt(6 / (fan in + fan out))
  glorotUniform: (shape, random) => {
    const [inputs, outputs] = fans(shape)
    const limit = Math.sqrt(6 / (inputs + outputs))
    return new Float32Array(sizeOf(shape)).map(() => (random() * 2 - 1) * limit)
  },
}

/** Keras's fans: a kernel of height x width x inputs x outputs counts each once for every position of its window. */
function fans(shape: Shape): [number, number] {
  const window = sizeOf(shape.slice(0, -2))
  return [window * (shape.at(-2) ?? 1), window * (shape.at(-1) ?? 1)]
}
