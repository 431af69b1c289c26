import { broadcastLike } from './build.ts'
import { isFloat } from './dtype.ts'
import { gradientRules, NO_GRADIENT } from './gradient-rules.ts'
import type { Graph, Node, NodeOf, Tensor } from './graph.ts'
import type { OpName } from './ops.ts'
import { sameShape } from './shape-rules.ts'

/**
 * Reverse-mode differentiation: the gradients of a scalar with respect to tensors of the same graph.
 * Walks the nodes backwards from the scalar and adds each rule's nodes to the graph; only what some wanted tensor
 * depends on is computed, so the first layer's input costs nothing.
 *
 * @throws Error when a wanted tensor does not influence the scalar, or only through an op without a gradient.
 */
export function differentiate(graph: Graph, loss: Tensor, wanted: readonly Tensor[]): Tensor[] {
  if (loss.shape.length !== 0) throw new Error(`${loss.node.name}: only a scalar can be differentiated`)
  const active = dependents(graph, wanted)
  const copies = new Map<Node, Node>()
  const gradients = new Map<Node, (Tensor | undefined)[]>()
  const contribute = (tensor: Tensor, gradient: Tensor): void => {
    const slots = gradients.get(tensor.node) ?? []
    const before = slots[tensor.index]
    slots[tensor.index] = before ? graph.tensor('AddV2', [before, gradient], {}) : gradient
    gradients.set(tensor.node, slots)
  }
  const one = graph.tensor('Const', [], {
    dtype: loss.dtype,
    value: { dtype: loss.dtype, shape: [], values: [1] },
  })
  contribute(loss, one)
  for (const node of graph.nodes.slice(0, graph.nodes.indexOf(loss.node) + 1).reverse()) {
    const slots = gradients.get(node)
    if (!slots || !node.inputs.some((input) => active.has(input.node))) continue
    pullBack(graph, node, slots, active, copies).forEach((contribution, index) => {
      const input = node.inputs[index]
      if (contribution && input && active.has(input.node)) contribute(input, contribution)
    })
  }
  return wanted.map((tensor) => {
    const gradient = gradients.get(tensor.node)?.[tensor.index]
    if (!gradient) throw new Error(`${tensor.node.name}: the loss does not depend on it`)
    return broadcastLike(graph, gradient, tensor)
  })
}

function pullBack<K extends OpName>(
  graph: Graph,
  node: NodeOf<K>,
  slots: readonly (Tensor | undefined)[],
  active: ReadonlySet<Node>,
  copies: Map<Node, Node>,
): readonly (Tensor | undefined)[] {
  const rule = gradientRules[node.op]
  if (rule === NO_GRADIENT) throw new Error(`${node.name}: no gradient flows through ${node.op}`)
  const wanted = (input: number): boolean => {
    const tensor = node.inputs[input]
    return tensor !== undefined && active.has(tensor.node)
  }
  /** Widened where the op needs it in full; 0 where the loss does not depend on the output. */
  const gradientOf = (index: number): Tensor => {
    const [output, gradient] = [node.outputs[index], slots[index]]
    if (!output) throw new Error(`${node.name}: ${node.op} has no output ${index}`)
    if (!gradient) return graph.tensor('Sub', [output, output], {})
    return needsFullShape(node, output) ? broadcastLike(graph, gradient, output) : gradient
  }
  return graph.within('gradient', () => {
    const gradient = gradientOf(0)
    const inputs = graph.isRecomputed(node)
      ? node.inputs
      : node.inputs.map((input) => recompute(graph, input, gradient, copies))
    return rule(graph, { ...node, inputs }, gradient, wanted, gradientOf)
  })
}

/** A tensor that is marked as recomputed, computed again once the gradient is there; any other as it is. */
function recompute(graph: Graph, { node, index }: Tensor, gradient: Tensor, copies: Map<Node, Node>): Tensor {
  const copy = graph.isRecomputed(node) ? (copies.get(node) ?? copyOf(graph, node, gradient, copies)) : node
  const output = copy.outputs[index]
  if (!output) throw new Error(`${copy.name}: a copy has the outputs of its original`)
  return output
}

function copyOf(graph: Graph, node: Node, gradient: Tensor, copies: Map<Node, Node>): Node {
  const inputs = node.inputs.map((input) => recompute(graph, input, gradient, copies))
  const first = node.inputs.every((input) => !graph.isRecomputed(input.node))
  const copy = graph.add(node.op, inputs, node.attributes, { after: first ? [gradient.node] : [] })
  copies.set(node, copy)
  return copy
}

/** Nodes with a floating-point output that depends on one of the tensors, other than through a StopGradient. */
function dependents(graph: Graph, tensors: readonly Tensor[]): ReadonlySet<Node> {
  const found = new Set<Node>(tensors.map((tensor) => tensor.node))
  for (const node of graph.nodes) {
    if (node.op === 'StopGradient') continue
    const carries = node.outputs.some((output) => isFloat(output.dtype))
    if (carries && node.inputs.some((input) => found.has(input.node))) found.add(node)
  }
  return found
}

/** Rules that only multiply, add or cast entry by entry take a gradient that is narrower than the output. */
const ENTRY_BY_ENTRY: ReadonlySet<OpName> = new Set([
  'AddV2',
  'Sub',
  'Mul',
  'Square',
  'Neg',
  'Identity',
  'Cast',
])

/** Where an operand was itself broadcast, its gradient is a sum over entries that must all be there. */
function needsFullShape(node: Node, output: Tensor): boolean {
  return !ENTRY_BY_ENTRY.has(node.op) || !node.inputs.every((input) => sameShape(input.shape, output.shape))
}
