import { reshape } from '../graph/build.ts'
import type { Graph, Tensor } from '../graph/graph.ts'
import type { Shape } from '../spec/shape.ts'
import type { AugmentationSpec } from './augmentation.ts'
import { cutOut } from './cut-out.ts'
import type { Draw } from './draw.ts'
import { moveImages } from './move-images.ts'

/**
 * Changes a batch of images at random, each by its own numbers: moved first, then cut.
 * @param pixels uint8, one image an entry, flat or not; the result has the same shape and is uint8 or float32, 0 to 255
 */
export function augment(
  graph: Graph,
  spec: AugmentationSpec,
  imageShape: Shape,
  pixels: Tensor,
  draw: Draw,
): Tensor {
  const images = reshape(graph, pixels, [null, ...imageShape])
  const moved = moveImages(graph, spec, imageShape, images, draw)
  return reshape(graph, cutOut(graph, spec, imageShape, moved, draw), pixels.shape)
}
