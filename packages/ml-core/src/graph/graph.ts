import { type DType, formatTensorShape, type TensorShape } from './dtype.ts'
import type { Attributes, OpName } from './ops.ts'
import { shapeRules } from './shape-rules.ts'

/** One output of a node. */
export type Tensor = {
  readonly node: Node
  readonly index: number
  readonly dtype: DType
  readonly shape: TensorShape
}

/** What a shape rule says of one output. */
export type OutputType = { readonly dtype: DType; readonly shape: TensorShape }

/** One op with its inputs and attributes; never changed after it was made. */
export type NodeOf<K extends OpName> = {
  readonly name: string
  readonly op: K
  readonly inputs: readonly Tensor[]
  readonly attributes: Attributes<K>
  /** Nodes that must have run before this one. */
  readonly after: readonly Node[]
  readonly outputs: readonly Tensor[]
}
export type Node = NodeOf<OpName>

/** An error of the compiler: a node whose inputs or attributes do not fit. Names the node and its input shapes. */
export class GraphError extends Error {
  constructor(op: OpName, name: string, inputs: readonly Tensor[], reason: string) {
    const shapes = inputs.map((input) => `${input.dtype} ${formatTensorShape(input.shape)}`).join(', ')
    super(`${name} (${op} of ${shapes || 'nothing'}): ${reason}`)
    this.name = 'GraphError'
  }
}

/** A graph under construction: nodes in an order in which each comes after its inputs. */
export class Graph {
  readonly nodes: Node[] = []
  readonly #names = new Map<string, number>()
  readonly #recomputed = new Set<Node>()
  readonly #savesMemory: boolean
  #scope = ''
  #recomputing = false
  #following: readonly Node[] = []

  /** @param savesMemory whether what `recomputed` marks is computed again, which costs time */
  constructor({ savesMemory = true }: { readonly savesMemory?: boolean } = {}) {
    this.#savesMemory = savesMemory
  }

  /**
   * Adds a node and gives its outputs' types by the op's shape rule.
   * @throws GraphError when the inputs do not fit the op.
   */
  add<K extends OpName>(
    op: K,
    inputs: readonly Tensor[],
    attributes: Attributes<K>,
    options: { readonly name?: string; readonly after?: readonly Node[] } = {},
  ): NodeOf<K> {
    const name = this.#unique(this.#scope + (options.name ?? op))
    const outputs: Tensor[] = []
    const after = [...(options.after ?? []), ...(inputs.length > 0 ? this.#following : [])]
    const node: NodeOf<K> = { name, op, inputs, attributes, after, outputs }
    const types = outputTypes(node)
    for (const [index, type] of types.entries()) outputs.push({ node, index, ...type })
    this.nodes.push(node)
    if (this.#recomputing && inputs.length > 0) this.#recomputed.add(node)
    return node
  }

  /** The first output of a new node: what most callers want. */
  tensor<K extends OpName>(
    op: K,
    inputs: readonly Tensor[],
    attributes: Attributes<K>,
    name?: string,
  ): Tensor {
    const [first] = this.add(op, inputs, attributes, name === undefined ? {} : { name }).outputs
    if (!first) throw new GraphError(op, name ?? op, inputs, 'this op has no output')
    return first
  }

  /** Runs `build` with `scope/` in front of the names of the nodes that it adds. */
  within<T>(scope: string, build: () => T): T {
    const outer = this.#scope
    this.#scope = `${outer}${scope}/`
    try {
      return build()
    } finally {
      this.#scope = outer
    }
  }

  /** Runs `build`: what it computes from other tensors also waits for `node`, although it does not need it. */
  following<T>(node: Node, build: () => T): T {
    const outer = this.#following
    this.#following = [...outer, node]
    try {
      return build()
    } finally {
      this.#following = outer
    }
  }

  /**
   * Marks the nodes that `build` adds: they cost less to compute again than to keep in memory until the gradient needs
   * them (Chen et al., 2016, arXiv 1604.06174).
   */
  recomputed<T>(build: () => T): T {
    const outer = this.#recomputing
    this.#recomputing = this.#savesMemory
    try {
      return build()
    } finally {
      this.#recomputing = outer
    }
  }

  isRecomputed(node: Node): boolean {
    return this.#recomputed.has(node)
  }

  #unique(base: string): string {
    const count = this.#names.get(base) ?? 0
    this.#names.set(base, count + 1)
    return count === 0 ? base : this.#unique(`${base}_${count}`)
  }
}

/** The outputs that the shape rule of a node's op gives for its inputs. @throws GraphError */
export function outputTypes<K extends OpName>(node: NodeOf<K>): readonly OutputType[] {
  const fail = (reason: string): never => {
    throw new GraphError(node.op, node.name, node.inputs, reason)
  }
  return shapeRules[node.op](node.inputs, node.attributes, fail)
}

/** The graph as text, a line a node: what golden files hold and what a person reads when a compilation goes wrong. */
export function print(nodes: readonly Node[]): string {
  return nodes
    .map((node) => {
      const inputs = node.inputs.map((input) =>
        input.index === 0 ? input.node.name : `${input.node.name}:${input.index}`,
      )
      const after = node.after.map((other) => `^${other.name}`)
      const outputs = node.outputs.map(
        (output) => `${output.dtype}[${output.shape.map((dim) => dim ?? '?').join(',')}]`,
      )
      const attributes = Object.entries(node.attributes).map(
        ([key, value]) => `${key}=${printAttribute(value)}`,
      )
      const settings = attributes.length > 0 ? ` {${attributes.join(' ')}}` : ''
      return `${node.name}: ${outputs.join(' ') || '()'} = ${node.op}(${[...inputs, ...after].join(', ')})${settings}`
    })
    .join('\n')
}

function printAttribute(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((entry) => entry ?? '?').join(',')}]`
  if (typeof value === 'object' && value !== null && 'values' in value && Array.isArray(value.values)) {
    return value.values.length > 8 ? `<${value.values.length} numbers>` : `<${value.values.join(',')}>`
  }
  return String(value)
}
