import { cast, feed, scalar } from '../graph/build.ts'
import type { DType } from '../graph/dtype.ts'
import type { Graph, Tensor } from '../graph/graph.ts'
import type { Shape } from '../spec/shape.ts'
import type { TrainingSpec } from '../spec/training.ts'
import { fetch, type Signature } from './signature.ts'

/** Handles of the data set's variables. */
export type Data = { readonly images: Tensor; readonly labels: Tensor }

export function declareData(graph: Graph, spec: TrainingSpec, examples: number): Data {
  const handle = (name: string, dtype: DType, shape: Shape): Tensor =>
    graph.tensor('VarHandleOp', [], { dtype, shape, shared_name: name }, name)
  return {
    images: handle('data/images', 'uint8', [examples, ...spec.model.inputShape]),
    labels: handle('data/labels', 'int32', [examples]),
  }
}

/** images, labels -> stored */
export function setData(graph: Graph, data: Data): Signature {
  const images = feed(graph, 'images', 'uint8', data.images.shape)
  const labels = feed(graph, 'labels', 'int32', data.labels.shape)
  const assigned = [
    graph.add('AssignVariableOp', [data.images, images.tensor], {}),
    graph.add('AssignVariableOp', [data.labels, labels.tensor], {}),
  ]
  return {
    inputs: { images: images.bytes, labels: labels.bytes },
    outputs: { count: fetch(graph, 'count', scalar(graph, 1), assigned) },
  }
}

/**
 * The images of a batch as the model sees them: float32 from 0 to 1, as the study divides by 255; and the labels.
 * @param augment changes the pixels before: uint8 in, uint8 or float32 of the same shape out
 */
export function batch(
  graph: Graph,
  data: Data,
  indices: Tensor,
  augment: (pixels: Tensor) => Tensor = (pixels) => pixels,
): { images: Tensor; labels: Tensor } {
  const pixels = augment(graph.tensor('ResourceGather', [data.images, indices], { dtype: 'uint8' }))
  const images = graph.tensor('RealDiv', [cast(graph, pixels, 'float32'), scalar(graph, 255)], {})
  return { images, labels: graph.tensor('ResourceGather', [data.labels, indices], { dtype: 'int32' }) }
}
