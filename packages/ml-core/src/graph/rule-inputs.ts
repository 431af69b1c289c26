import { constantOf } from './constant-of.ts'
import type { Dim, TensorShape } from './dtype.ts'
import type { Tensor } from './graph.ts'

/** Ends with an error that names the node and its inputs. */
export type Fail = (reason: string) => never

type Tensors<N extends number, T extends Tensor[] = []> = T['length'] extends N
  ? T
  : Tensors<N, [...T, Tensor]>

/** Exactly `count` inputs, typed as such. */
export function take<N extends number>(inputs: readonly Tensor[], count: N, fail: Fail): Tensors<N> {
  if (!hasLength(inputs, count)) return fail(`needs ${count} inputs, has ${inputs.length}`)
  return inputs
}
const hasLength = <N extends number>(inputs: readonly Tensor[], count: N): inputs is Tensors<N> =>
  inputs.length === count

/** The size of an axis; null for the batch, and where there is no such axis. */
export const dim = (tensor: Tensor, axis: number): Dim => tensor.shape[axis] ?? null

/** The size of an axis that must be known. */
export const size = (tensor: Tensor, axis: number, fail: Fail): number =>
  tensor.shape[axis] ?? fail(`axis ${axis} must have a known size`)

/** The numbers of an input that must be a constant, such as axes. */
export const constantValues = (tensor: Tensor, fail: Fail): readonly number[] =>
  constantOf(tensor) ?? fail(`${tensor.node.name} must be a constant`)

/** A shape given as a tensor: a constant (-1 is the batch axis), or the shape of another tensor. */
export function targetShape(target: Tensor, fail: Fail): TensorShape {
  const { node } = target
  if (node.op === 'Shape') return node.inputs[0]?.shape ?? fail('Shape has no input')
  if (node.op === 'Pack') return node.inputs.map((size) => constantOf(size)?.[0] ?? null)
  return constantValues(target, fail).map((entry) => (entry === -1 ? null : entry))
}
