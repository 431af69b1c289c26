import { ints, reshape } from '../graph/build.ts'
import type { Graph, Tensor } from '../graph/graph.ts'

/**
 * Seed of the random numbers that one purpose draws in one step, [step, hash of run seed and stream]: the same
 * training draws the same numbers, wherever it was taken up again. Streams from 0 are the layers'; those of
 * augmentation are below -1.
 */
export function randomSeed(graph: Graph, step: Tensor, seed: number, stream: number): Tensor {
  const key = (Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) + Math.imul(stream + 1, 0xc2b2ae35)) | 0
  const stepOnly = graph.tensor('Mul', [reshape(graph, step, [1]), ints(graph, [1, 0])], {})
  return graph.tensor('AddV2', [stepOnly, ints(graph, [0, key])], {})
}
