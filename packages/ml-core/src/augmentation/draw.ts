import { randomSeed } from '../compile/random-seed.ts'
import { cast, scalar } from '../graph/build.ts'
import type { Graph, Tensor } from '../graph/graph.ts'
import { PURPOSES, type Purpose } from './purposes.ts'

/** Random numbers of one step, one an image. */
export type Draw = {
  /** From 0 (included) to 1 (excluded). */
  uniform(purpose: Purpose): Tensor
  /** From -limit to limit. */
  within(purpose: Purpose, limit: number): Tensor
  /** A whole number from 0 to count - 1, as float32. */
  whole(purpose: Purpose, count: number): Tensor
  /** The same number for every image. */
  all(value: number): Tensor
}

/** @param batch any vector with one entry an image */
export function drawing(graph: Graph, step: Tensor, seed: number, batch: Tensor): Draw {
  const count = graph.tensor('Shape', [batch], { out_type: 'int32' })
  const uniform = (purpose: Purpose): Tensor =>
    graph.tensor(
      'StatelessRandomUniform',
      [count, randomSeed(graph, step, seed, -2 - PURPOSES.indexOf(purpose))],
      { dtype: 'float32' },
    )
  const scaled = (purpose: Purpose, factor: number): Tensor =>
    graph.tensor('Mul', [uniform(purpose), scalar(graph, factor)], {})
  return {
    uniform,
    within: (purpose, limit) => graph.tensor('Sub', [scaled(purpose, 2 * limit), scalar(graph, limit)], {}),
    whole: (purpose, most) => cast(graph, cast(graph, scaled(purpose, most), 'int32'), 'float32'),
    all: (value) => graph.tensor('BroadcastTo', [scalar(graph, value), count], {}),
  }
}
