import { formatTensorShape, sameShape } from './dtype.ts'
import { type Graph, GraphError, type Node, outputTypes } from './graph.ts'

/**
 * Re-derives every node's outputs and checks that each node comes after its inputs and has a name of its own.
 * Runs after every phase of the compiler, in production too.
 * @throws GraphError that names the offending node and the phase.
 */
export function verify(graph: Graph, phase: string): void {
  const seen = new Set<Node>()
  const names = new Set<string>()
  for (const node of graph.nodes) {
    const fail = (reason: string): never => {
      throw new GraphError(node.op, node.name, node.inputs, `${reason} (after ${phase})`)
    }
    if (names.has(node.name)) fail('another node has this name')
    for (const input of node.inputs)
      if (!seen.has(input.node)) fail(`its input ${input.node.name} comes later`)
    for (const other of node.after)
      if (!seen.has(other)) fail(`${other.name}, which must run first, comes later`)
    const types = outputTypes(node)
    if (types.length !== node.outputs.length)
      fail(`has ${node.outputs.length} outputs, should have ${types.length}`)
    for (const [index, type] of types.entries()) {
      const output = node.outputs[index]
      if (!output || output.dtype !== type.dtype || !sameShape(output.shape, type.shape))
        fail(`output ${index} should be ${type.dtype} ${formatTensorShape(type.shape)}`)
    }
    seen.add(node)
    names.add(node.name)
  }
}
