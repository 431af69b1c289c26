import { known } from '../graph/build.ts'
import type { Graph, Tensor } from '../graph/graph.ts'
import { sizeOf } from '../spec/shape.ts'

/** What a call of the signature gave, by output. */
export type Results = ReadonlyMap<string, ArrayLike<number>>
/** Finds a figure in the results. */
export type Reading<T> = (results: Results) => T

/**
 * Gathers many small tensors of one element type and shape into one output: a fetched tensor costs as much as a
 * thousand numbers do. Each is given as the function that finds its numbers in the results.
 */
export class Readings {
  readonly #output: string
  readonly #tensors: Tensor[] = []

  constructor(output: string) {
    this.#output = output
  }

  /** The numbers of one tensor, row-major. */
  add(tensor: Tensor): Reading<number[]> {
    const index = this.#tensors.push(tensor) - 1
    const size = sizeOf(tensor.shape.map(known))
    return (results) => {
      const all = results.get(this.#output)
      return Array.from({ length: size }, (_, at) => all?.[index * size + at] ?? Number.NaN)
    }
  }

  /** The output, once all are there. */
  packed(graph: Graph): Tensor {
    return graph.tensor('Pack', this.#tensors, { N: this.#tensors.length, axis: 0 })
  }
}
