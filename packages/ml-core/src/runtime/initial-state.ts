import type { VariableSpec } from '../compile.ts'
import type { Initializer } from '../spec/settings.ts'
import { type Shape, sizeOf } from '../spec/shape.ts'
import { normal, type Random, seededRandom } from './random.ts'
import type { Values } from './session.ts'

/** Starting values of every variable: the same for the same seed on every machine and device. */
export function initialState(variables: readonly VariableSpec[], seed: number): Record<string, Values> {
  return Object.fromEntries(
    variables.map(({ name, dtype, shape, initializer, startsAs }) => {
      const values =
        dtype === 'int32'
          ? new Int32Array(sizeOf(shape))
          : initializers[initializer](shape, seededRandom(seed, startsAs ?? name))
      return [name, values]
    }),
  )
}

const initializers: { readonly [K in Initializer]: (shape: Shape, random: Random) => Float32Array } = {
  zeros: (shape) => new Float32Array(sizeOf(shape)),
  ones: (shape) => new Float32Array(sizeOf(shape)).fill(1),
  // Glorot and Bengio, 2010: variance 2 / (fan in + fan out)
  glorot_uniform: (shape, random) => uniform(shape, random, 1 / averageFan(shape)),
  glorot_normal: (shape, random) => truncatedNormal(shape, random, 1 / averageFan(shape)),
  // He et al., 2015, arXiv 1502.01852: variance 2 / fan in
  he_uniform: (shape, random) => uniform(shape, random, 2 / fans(shape)[0]),
  he_normal: (shape, random) => truncatedNormal(shape, random, 2 / fans(shape)[0]),
  // LeCun et al., 1998: variance 1 / fan in
  lecun_uniform: (shape, random) => uniform(shape, random, 1 / fans(shape)[0]),
  lecun_normal: (shape, random) => truncatedNormal(shape, random, 1 / fans(shape)[0]),
}

/** Uniform numbers of mean 0 and this variance: within sqrt(3 * variance). */
function uniform(shape: Shape, random: Random, variance: number): Float32Array {
  const limit = Math.sqrt(3 * variance)
  const values = new Float32Array(sizeOf(shape))
  // A loop: millions of calls through `map` take three times as long.
  for (let index = 0; index < values.length; index++) values[index] = (random() * 2 - 1) * limit
  return values
}

/** Standard deviation of a standard normal that is cut off at -2 and 2. */
const TRUNCATED_DEVIATION = 0.87962566103423978

/** Normal numbers cut off at two deviations, as Keras draws them, widened so that this variance is left. */
function truncatedNormal(shape: Shape, random: Random, variance: number): Float32Array {
  const deviation = Math.sqrt(variance) / TRUNCATED_DEVIATION
  return new Float32Array(sizeOf(shape)).map(() => {
    for (;;) {
      const drawn = normal(random)
      if (Math.abs(drawn) <= 2) return drawn * deviation
    }
  })
}

const averageFan = (shape: Shape): number => {
  const [inputs, outputs] = fans(shape)
  return (inputs + outputs) / 2
}

/** Keras's fans: a kernel of height x width x inputs x outputs counts each once for every position of its window. */
function fans(shape: Shape): [number, number] {
  const window = sizeOf(shape.slice(0, -2))
  return [window * (shape.at(-2) ?? 1), window * (shape.at(-1) ?? 1)]
}
