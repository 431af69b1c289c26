import { known, reshape, transpose } from '../graph/build.ts'
import type { Dim, TensorShape } from '../graph/dtype.ts'
import type { Graph, Tensor } from '../graph/graph.ts'
import { type Matrix, winogradTransforms } from './winograd-transforms.ts'

const KERNEL = 3

/** With these the result rounds a fifth as much as with 0, 1, -1, 2 and -2, and four times as much as tiles of 4 would. */
const { signal, filter, back } = winogradTransforms([0, 5 / 8, -5 / 8, 3 / 2, -3 / 2], KERNEL)

/** Entries of the result along one axis that a tile gives: of those measured the fastest (bench/README.md). */
const RESULTS = back.length
/** Entries of the image along one axis that it takes. */
const TILE = signal.length

export type Padding = 'valid' | 'same'

/**
 * A 3x3 convolution with stride 1 by Winograd's minimal filtering F(4x4, 3x3) (Lavin and Gray, 2015, arXiv 1509.09308):
 * Y = A' [(G g G') * (B' d B)] A for tiles d of 6x6 pixels that overlap by two. A tile takes 36 multiplications a pair of
 * channels instead of 144, and they are 36 matrix products over all tiles. The transforms are products too, each of one
 * matrix that has the tiles of a whole axis in it: memory is read once, and padding and what is left over at the edge
 * are zeros of that matrix (so an entry that is no number spoils its whole image). Its gradients, by the rules of the
 * ops below, cost as little.
 *
 * @param x float32, batch x height x width x channels
 * @param kernel float32, 3 x 3 x channels x filters
 * @param padding Keras's: 'same' puts a border of zeros around the image
 * @returns batch x height x width x filters; without padding height and width are smaller by 2
 */
export function winogradConv2d(graph: Graph, x: Tensor, kernel: Tensor, padding: Padding): Tensor {
  const [batch = null] = x.shape
  const [height, width, channels] = [known(x.shape[1]), known(x.shape[2]), known(x.shape[3])]
  const filters = known(kernel.shape[3])
  const [rows, columns] = [tilesAlong(height, padding), tilesAlong(width, padding)]
  const filterParts = transformFilters(graph, kernel, channels, filters)
  /**
   * Entry of the tile and tile along the height, the same along the width, batch, channels. From here on the sizes of
   * every other shape fit for certain, whatever the batch.
   */
  const apart = (tensor: Tensor, depth: number): Tensor =>
    reshape(graph, tensor, [rows.count * TILE, TILE, columns.count, null, depth])
  // Tiles are more than twice as large as the image, and quickly made of it
  const tiles = graph.recomputed(() => {
    // With the batch inside each transform is one product of long rows
    const lines = reshape(graph, transpose(graph, x, [1, 2, 0, 3]), [height, null])
    const inRows = reshape(graph, times(graph, rows.signal, lines), [rows.count * TILE, width, null])
    const inBoth = apart(times(graph, columns.signal, inRows), channels)
    return reshape(graph, inBoth, [TILE, rows.count, TILE, null, channels])
  })
  const products = apart(batchMatMul(graph, tiles, filterParts), filters)
  const wide = reshape(graph, products, [rows.count * TILE, TILE * columns.count, null])
  const inColumns = reshape(graph, times(graph, columns.back, wide), [rows.count * TILE, null])
  const image = reshape(graph, times(graph, rows.back, inColumns), [
    rows.results,
    columns.results,
    batch,
    filters,
  ])
  return transpose(graph, image, [2, 0, 1, 3])
}

/** True where the products that are saved outweigh the transforms (bench/README.md), and memory allows it. */
export function suitsWinograd(input: TensorShape, kernel: TensorShape, padding: Padding): boolean {
  const [, ...sizes] = [...input, kernel[3]]
  if (kernel[0] !== KERNEL || kernel[1] !== KERNEL || !sizes.every(isKnown)) return false
  const [height = 0, width = 0, channels = 0, filters = 0] = sizes
  if (padding === 'valid' && Math.min(height, width) < KERNEL) return false
  const [rows, columns] = [tilesOf(height, padding), tilesOf(width, padding)]
  const needed = (rows.results * columns.results) / (rows.count * columns.count * RESULTS ** 2)
  // Each row of tiles makes a gradient of its own, before they are summed
  const gradientSize = TILE ** 2 * rows.count * channels * filters
  return (
    Math.max(height, width) * (1 / channels + 1 / filters) <= MOST_TRANSFORMED &&
    needed >= LEAST_NEEDED &&
    gradientSize <= LARGEST_GRADIENT
  )
}

const isKnown = (size: Dim | undefined): size is number => typeof size === 'number'

/** A transform takes as many multiplications an entry as its axis is long, the products as many as there are channels. */
const MOST_TRANSFORMED = 0.45
/** Share of the tiles' results that are needed: at a quarter a direct convolution takes no more products. */
const LEAST_NEEDED = 0.5
/** Entries: 256 MiB. */
const LARGEST_GRADIENT = 2 ** 26

/** How many tiles cover an axis of `size` entries, the last of which may stand over its edge; entries of the result. */
function tilesOf(size: number, padding: Padding): { readonly count: number; readonly results: number } {
  const results = padding === 'same' ? size : size - KERNEL + 1
  return { results, count: Math.ceil(results / RESULTS) }
}

type Tiles = ReturnType<typeof tilesOf> & {
  /** B' of every tile: of the axis to (entry of the tile, tile). */
  readonly signal: Matrix
  /** A' of every tile: of (entry of the tile, tile) to the result. */
  readonly back: Matrix
}

function tilesAlong(size: number, padding: Padding): Tiles {
  const { results, count } = tilesOf(size, padding)
  const before = padding === 'same' ? (KERNEL - 1) / 2 : 0
  const indices = Array.from({ length: count }, (_, tile) => tile)
  const column = (length: number, entryAt: (index: number) => number | undefined): number[] =>
    Array.from({ length }, (_, index) => entryAt(index) ?? 0)
  return {
    ...{ count, results },
    signal: signal.flatMap((row) =>
      indices.map((tile) => column(size, (index) => row[index + before - tile * RESULTS])),
    ),
    back: Array.from({ length: results }, (_, result) =>
      (back[result % RESULTS] ?? []).flatMap((factor) =>
        indices.map((tile) => (tile === Math.floor(result / RESULTS) ? factor : 0)),
      ),
    ),
  }
}

/** Matrices of channels x filters: entry of the tile along the height x 1 x along the width. */
function transformFilters(graph: Graph, kernel: Tensor, channels: number, filters: number): Tensor {
  const both = filter.flatMap((row) => filter.map((column) => row.flatMap((a) => column.map((b) => a * b))))
  const flat = reshape(graph, kernel, [KERNEL * KERNEL, channels * filters])
  return reshape(graph, times(graph, both, flat), [TILE, 1, TILE, channels, filters])
}

/** A constant matrix times each of the matrices in the last two axes. */
function times(graph: Graph, matrix: Matrix, x: Tensor): Tensor {
  const value = {
    dtype: 'float32' as const,
    shape: [matrix.length, matrix[0]?.length ?? 0],
    values: matrix.flat(),
  }
  return batchMatMul(graph, graph.tensor('Const', [], { dtype: 'float32', value }), x)
}

const batchMatMul = (graph: Graph, x: Tensor, y: Tensor): Tensor =>
  graph.tensor('BatchMatMulV2', [x, y], { adj_x: false, adj_y: false })
