import { feed, scalar } from '../graph/build.ts'
import type { Graph, Tensor } from '../graph/graph.ts'
import { fetch, type Signature } from './signature.ts'
import type { Variable } from './variables.ts'

/** Every variable under its name. */
export function getState(graph: Graph, variables: readonly Variable[]): Signature {
  const outputs = variables.map(({ spec, value }) => [spec.name, fetch(graph, spec.name, value)] as const)
  return { inputs: {}, outputs: Object.fromEntries(outputs) }
}

/** Sets every variable. */
export function setState(graph: Graph, variables: readonly Variable[]): Signature {
  const inputs: Record<string, Tensor> = {}
  const assigned = variables.map(({ spec, handle }) => {
    const value = feed(graph, spec.name, spec.dtype, spec.shape)
    inputs[spec.name] = value.bytes
    return graph.add('AssignVariableOp', [handle, value.tensor], {})
  })
  return { inputs, outputs: { count: fetch(graph, 'count', scalar(graph, variables.length), assigned) } }
}
