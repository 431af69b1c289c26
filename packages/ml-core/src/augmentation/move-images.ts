import { cast, ints, scalar } from '../graph/build.ts'
import type { Graph, Tensor } from '../graph/graph.ts'
import type { Shape } from '../spec/shape.ts'
import type { AugmentationSpec } from './augmentation.ts'
import type { Draw } from './draw.ts'

/**
 * Mirrors, turns, zooms and moves every image by its own random numbers, in one pass. Where only whole pixels move,
 * each keeps its value; otherwise it is interpolated from its four neighbours. What comes from outside is 0.
 * Images: batch x height x width x channels, uint8; the result is uint8 or, interpolated, float32.
 */
export function moveImages(
  graph: Graph,
  spec: AugmentationSpec,
  imageShape: Shape,
  images: Tensor,
  draw: Draw,
): Tensor {
  const { flip, shift, rotation, zoom } = spec
  if (flip === 'none' && shift === 0 && rotation === 0 && zoom === 0) return images
  const [height = 1, width = 1] = imageShape
  const whole = rotation === 0 && zoom === 0
  const rows = transforms(graph, spec, [(width - 1) / 2, (height - 1) / 2], draw)
  return graph.tensor(
    'ImageProjectiveTransformV3',
    [whole ? images : cast(graph, images, 'float32'), rows, ints(graph, [height, width]), scalar(graph, 0)],
    { interpolation: whole ? 'NEAREST' : 'BILINEAR', fill_mode: 'CONSTANT' },
  )
}

/**
 * Where each pixel (x, y) of a result comes from: c + s + F Z R ((x, y) - c), with c the centre, s the shift, F the
 * mirror, Z the zoom, R the rotation. Eight numbers an image: the two rows of the affine map and two zeros.
 */
function transforms(
  graph: Graph,
  { flip, shift, rotation, zoom }: AugmentationSpec,
  [centreX, centreY]: readonly [number, number],
  draw: Draw,
): Tensor {
  const add = (a: Tensor, b: Tensor): Tensor => graph.tensor('AddV2', [a, b], {})
  const mul = (a: Tensor, b: Tensor): Tensor => graph.tensor('Mul', [a, b], {})
  const times = (a: Tensor, factor: number): Tensor => mul(a, scalar(graph, factor))
  const [zero, one] = [draw.all(0), draw.all(1)]
  const angle = rotation === 0 ? null : draw.within('rotation', (rotation * Math.PI) / 180)
  const scale = zoom === 0 ? one : add(one, draw.within('zoom', zoom))
  const cos = angle ? mul(scale, graph.tensor('Cos', [angle], {})) : scale
  const sin = angle ? mul(scale, graph.tensor('Sin', [angle], {})) : zero
  const sign = flip === 'none' ? one : add(one, times(draw.whole('flip', 2), -2))
  const moved = (purpose: 'shiftX' | 'shiftY'): Tensor =>
    shift === 0 ? zero : add(draw.whole(purpose, 2 * shift + 1), scalar(graph, -shift))
  /** centre + shift - (a * centreX + b * centreY) */
  const offset = (a: Tensor, b: Tensor, centre: number, by: Tensor): Tensor =>
    add(add(by, scalar(graph, centre)), add(times(a, -centreX), times(b, -centreY)))
  const [a0, a1] = [mul(sign, cos), times(mul(sign, sin), -1)]
  const x = [a0, a1, offset(a0, a1, centreX, moved('shiftX'))]
  const y = [sin, cos, offset(sin, cos, centreY, moved('shiftY'))]
  return graph.tensor('Pack', [...x, ...y, zero, zero], { N: 8, axis: 1 })
}
