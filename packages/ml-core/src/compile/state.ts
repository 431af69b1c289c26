import { feed, scalar } from '../graph/build.ts'
import type { Graph, Tensor } from '../graph/graph.ts'
import { fetch, type Signature } from './signature.ts'
import { assign, type Variable } from './variables.ts'

/** Every variable under its name. */
export function getState(graph: Graph, variables: readonly Variable[]): Signature {
  const outputs = variables.map(({ spec, value }) => [spec.name, fetch(graph, spec.name, value)] as const)
  return { inputs: {}, outputs: Object.fromEntries(outputs) }
}

/** Sets every variable. */
export function setState(graph: Graph, variables: readonly Variable[]): Signature {
  const inputs: Record<string, Tensor> = {}
  const assigned = variables.flatMap((variable) => {
    const { name, dtype, shape } = variable.spec
    const value = feed(graph, name, dtype, shape)
    inputs[name] = value.bytes
    return assign(graph, variable, value.tensor)
  })
  return { inputs, outputs: { count: fetch(graph, 'count', scalar(graph, variables.length), assigned) } }
}
