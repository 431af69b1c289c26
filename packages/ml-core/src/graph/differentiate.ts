import { broadcastLike } from './build.ts'
import { isFloat, sameShape } from './dtype.ts'
import { gradientRules, NO_GRADIENT } from './gradient-rules.ts'
import type { Graph, Node, NodeOf, Tensor } from './graph.ts'
import type { OpName } from './ops.ts'

/** Contributions to the gradient of each output of a node, added up. */
type Slots = (Tensor | undefined)[]
type Gradients = Map<Node, Slots>

/**
 * Ops whose rule gives the gradient of each factor by nodes of its own. The first is what comes from the layers before,
 * the second what was made of weights.
 */
const PRODUCTS: ReadonlySet<OpName> = new Set(['MatMul', 'BatchMatMulV2', 'Conv2D', 'DepthwiseConv2dNative'])

/**
 * Reverse-mode differentiation: the gradients of a scalar with respect to tensors of the same graph.
 * Walks the nodes backwards from the scalar and adds each rule's nodes to the graph; only what some wanted tensor
 * depends on is computed, so the first layer's input costs nothing.
 *
 * @param weights when the second factor of a product gets its gradient: before the first factor, so that what the first
 * was is no longer held; or after it. The layers before can only go on with the first's, and the other, which nothing but
 * the optimizer needs, then fills a core that would wait.
 * @throws Error when a wanted tensor does not influence the scalar, or only through an op without a gradient.
 */
export function differentiate(
  graph: Graph,
  loss: Tensor,
  wanted: readonly Tensor[],
  { weights = 'first' }: { readonly weights?: 'first' | 'last' } = {},
): Tensor[] {
  if (loss.shape.length !== 0) throw new Error(`${loss.node.name}: only a scalar can be differentiated`)
  const active = dependents(graph, wanted)
  const copies = new Map<Node, Node>()
  const backwards = graph.nodes.slice(0, graph.nodes.indexOf(loss.node) + 1).reverse()
  const isActive = (tensor: Tensor | undefined): boolean => tensor !== undefined && active.has(tensor.node)
  const pull = (node: Node, slots: Slots, into: Gradients, only?: number): void => {
    const asked = (input: number): boolean =>
      (only === undefined || only === input) && isActive(node.inputs[input])
    pullBack(graph, node, slots, asked, copies).forEach((contribution, index) => {
      const input = node.inputs[index]
      if (contribution && input && asked(index)) contribute(graph, into, input, contribution)
    })
  }
  const one = graph.tensor('Const', [], {
    dtype: loss.dtype,
    value: { dtype: loss.dtype, shape: [], values: [1] },
  })
  const gradients: Gradients = new Map([[loss.node, [one]]])
  const postponed = new Map<Node, Slots>()
  for (const node of backwards) {
    const slots = gradients.get(node)
    if (!slots || !node.inputs.some(isActive)) continue
    const [first, second] = PRODUCTS.has(node.op) ? node.inputs.filter(isActive) : []
    if (!first || !second) pull(node, slots, gradients)
    else if (weights === 'last') {
      pull(node, slots, gradients, 0)
      postponed.set(node, slots)
    } else {
      pull(node, slots, gradients, 1)
      graph.following(arrived(gradients, second).node, () => pull(node, slots, gradients, 0))
    }
  }
  // What the postponed factors were made of may have been passed already: their gradients take a walk of their own.
  const late: Gradients = new Map()
  for (const node of postponed.size > 0 ? backwards : []) {
    const [slots, before, first] = [late.get(node), postponed.get(node), node.inputs[0]]
    if (slots && node.inputs.some(isActive)) pull(node, slots, late)
    if (before && first) graph.following(arrived(gradients, first).node, () => pull(node, before, late, 1))
  }
  return wanted.map((tensor) => {
    const [early, other] = [gradients, late].map((all) => all.get(tensor.node)?.[tensor.index])
    const gradient = early && other ? graph.tensor('AddV2', [early, other], {}) : (early ?? other)
    if (!gradient) throw new Error(`${tensor.node.name}: the loss does not depend on it`)
    return broadcastLike(graph, gradient, tensor)
  })
}

function contribute(graph: Graph, gradients: Gradients, tensor: Tensor, gradient: Tensor): void {
  const slots = gradients.get(tensor.node) ?? []
  const before = slots[tensor.index]
  slots[tensor.index] = before ? graph.tensor('AddV2', [before, gradient], {}) : gradient
  gradients.set(tensor.node, slots)
}

/** The gradient of a tensor as far as the walk has come. */
function arrived(gradients: Gradients, { node, index }: Tensor): Tensor {
  const gradient = gradients.get(node)?.[index]
  if (!gradient) throw new Error(`${node.name}: the walk has not come to its output ${index}`)
  return gradient
}

function pullBack<K extends OpName>(
  graph: Graph,
  node: NodeOf<K>,
  slots: Slots,
  wanted: (input: number) => boolean,
  copies: Map<Node, Node>,
): readonly (Tensor | undefined)[] {
  const rule = gradientRules[node.op]
  if (rule === NO_GRADIENT) throw new Error(`${node.name}: no gradient flows through ${node.op}`)
  /** Widened where the op needs it in full; 0 where the loss does not depend on the output. */
  const gradientOf = (index: number): Tensor => {
    const [output, gradient] = [node.outputs[index], slots[index]]
    if (!output) throw new Error(`${node.name}: ${node.op} has no output ${index}`)
    if (!gradient) return graph.tensor('Sub', [output, output], {})
    return needsFullShape(node, output) ? broadcastLike(graph, gradient, output) : gradient
  }
  const has = (index: number): boolean => slots[index] !== undefined
  return graph.within('gradient', () => {
    const gradient = gradientOf(
      Math.max(
        0,
        slots.findIndex((slot) => slot !== undefined),
      ),
    )
    const inputs = graph.isRecomputed(node)
      ? node.inputs
      : node.inputs.map((input) => recompute(graph, input, gradient, copies))
    return rule(graph, { ...node, inputs }, gradient, wanted, { has, of: gradientOf })
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
