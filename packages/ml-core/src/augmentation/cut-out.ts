import { cast, ints, reshape, scalar } from '../graph/build.ts'
import type { Graph, Tensor } from '../graph/graph.ts'
import type { Shape } from '../spec/shape.ts'
import type { AugmentationSpec } from './augmentation.ts'
import type { Draw } from './draw.ts'

/**
 * Cutout (DeVries and Taylor, 2017, arXiv 1708.04552): sets a square to 0 whose centre is any pixel of the image.
 * Images: batch x height x width x channels; the result is float32.
 */
export function cutOut(
  graph: Graph,
  { cutout, cutoutProbability }: AugmentationSpec,
  imageShape: Shape,
  images: Tensor,
  draw: Draw,
): Tensor {
  if (cutout === 0 || cutoutProbability === 0) return images
  const [height = 1, width = 1] = imageShape
  const from = (pixel: Tensor, first: Tensor): Tensor =>
    cast(graph, graph.tensor('GreaterEqual', [pixel, first], {}), 'float32')
  /** 1 for the pixels of one axis that the square covers, 0 for the others; batch x size. */
  const covered = (purpose: 'cutoutX' | 'cutoutY', size: number): Tensor => {
    const pixels = ints(
      graph,
      Array.from({ length: size }, (_, index) => index),
    )
    const centre = reshape(graph, draw.whole(purpose, size), [null, 1])
    const first = graph.tensor('Sub', [centre, scalar(graph, Math.floor(cutout / 2))], {})
    const end = graph.tensor('AddV2', [first, scalar(graph, cutout)], {})
    const pixel = cast(graph, pixels, 'float32')
    return graph.tensor('Sub', [from(pixel, first), from(pixel, end)], {})
  }
  const rows = reshape(graph, covered('cutoutY', height), [null, height, 1, 1])
  const columns = reshape(graph, covered('cutoutX', width), [null, 1, width, 1])
  const square = graph.tensor('Mul', [chosen(graph, cutoutProbability, rows, draw), columns], {})
  const kept = graph.tensor('Sub', [scalar(graph, 1), square], {})
  return graph.tensor('Mul', [cast(graph, images, 'float32'), kept], {})
}

/** The rows of the images that are cut, 0 for the others. */
function chosen(graph: Graph, probability: number, rows: Tensor, draw: Draw): Tensor {
  if (probability === 1) return rows
  const spared = graph.tensor('GreaterEqual', [draw.uniform('cutout'), scalar(graph, probability)], {})
  const cut = graph.tensor('Sub', [scalar(graph, 1), cast(graph, spared, 'float32')], {})
  return graph.tensor('Mul', [rows, reshape(graph, cut, [null, 1, 1, 1])], {})
}
