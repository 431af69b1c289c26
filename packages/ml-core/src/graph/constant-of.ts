import type { Node, NodeOf, Tensor } from './graph.ts'

/** The numbers of a tensor that is a constant, such as axes and sizes; undefined for any other. */
export const constantOf = ({ node }: Tensor): readonly number[] | undefined =>
  isConst(node) ? node.attributes.value.values : undefined

const isConst = (node: Node): node is NodeOf<'Const'> => node.op === 'Const'
