import type { Graph, Node, Tensor } from '../graph/graph.ts'

/** A named entry into the graph: feeds and fetches by name. */
export type Signature = {
  readonly inputs: Readonly<Record<string, Tensor>>
  readonly outputs: Readonly<Record<string, Tensor>>
}

/** A result under a name of its own, given once `after` have run. */
export function fetch(graph: Graph, name: string, value: Tensor, after: readonly Node[] = []): Tensor {
  return at(graph.add('Identity', [value], {}, { name: `fetch/${name}`, after }).outputs, 0)
}

/** @throws Error when the list is shorter (a bug of the compiler) */
export function at<T>(list: readonly T[], index: number): T {
  const entry = list[index]
  if (entry === undefined) throw new Error(`there is no entry ${index}`)
  return entry
}
