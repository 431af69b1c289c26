import { ints, known, reshape } from '../graph/build.ts'
import type { Dim, TensorShape } from '../graph/dtype.ts'
import type { Graph, Tensor } from '../graph/graph.ts'

/**
 * A 3x3 convolution with stride 1 and without padding by Winograd's minimal filtering F(2x2, 3x3) (Lavin and Gray,
 * 2015, arXiv 1509.09308): Y = A' [(G g G') * (B' d B)] A for tiles d of 4x4 pixels that overlap by two. A tile takes
 * 16 multiplications a pair of channels instead of 36, and they are 16 matrix products over all tiles; the
 * transforms only add and subtract. Its gradients, by the rules of the ops below, cost as little.
 *
 * @param x float32, batch x height x width x channels, height and width even and at least 4
 * @param kernel float32, 3 x 3 x channels x filters
 * @returns batch x (height - 2) x (width - 2) x filters
 */
export function winogradConv2d(graph: Graph, x: Tensor, kernel: Tensor): Tensor {
  const [, height, width, channels] = x.shape
  const filters = kernel.shape[3]
  const filterParts = transformFilters(graph, kernel)
  // Tiles are four times as large as the image, and only sums of its entries
  const tiles = graph.recomputed(() => {
    const rows = transformTiles(graph, x, known(height), known(width) * known(channels))
    const parts = rows.flatMap((row) => transformTiles(graph, row, known(width), known(channels)))
    return parts.map((tile) => reshape(graph, tile, [null, known(channels)]))
  })
  const products = tiles.map((tile, index) =>
    graph.tensor('MatMul', [tile, part(filterParts, index)], {
      transpose_a: false,
      transpose_b: false,
    }),
  )
  const [outHeight, outWidth, depth] = [known(height) - 2, known(width) - 2, known(filters)]
  // products[4 i + j] belongs to row i and column j of a tile: rows are joined first, then columns
  const joined = transformBack(graph, (i) => products.slice(4 * i, 4 * i + 4)).map((row) =>
    interleave(
      graph,
      transformBack(graph, (j) => row.slice(j, j + 1)).map((column) => part(column, 0)),
      depth,
    ),
  )
  const wide = interleave(
    graph,
    joined.map((half) => reshape(graph, half, [null, outWidth * depth])),
    outWidth * depth,
  )
  return reshape(graph, wide, [x.shape[0] ?? null, outHeight, outWidth, depth])
}

/** True where the tiles fit and there are channels enough for products to outweigh the transforms. */
export function suitsWinograd(input: TensorShape, kernel: TensorShape): boolean {
  const [, height, width, channels] = input
  const [kernelHeight, kernelWidth, , filters] = kernel
  const even = (size: Dim | undefined): boolean => typeof size === 'number' && size >= 4 && size % 2 === 0
  const deep = (depth: Dim | undefined): boolean => typeof depth === 'number' && depth >= FEWEST_CHANNELS
  return (
    kernelHeight === 3 && kernelWidth === 3 && even(height) && even(width) && deep(channels) && deep(filters)
  )
}

const FEWEST_CHANNELS = 32

/** Rows of G (x) G: the transform of a 3x3 filter, read as 9 numbers, into 16. */
const FILTER_TRANSFORM: readonly number[] = (() => {
  const g = [
    [1, 0, 0],
    [0.5, 0.5, 0.5],
    [0.5, -0.5, 0.5],
    [0, 0, 1],
  ]
  return g.flatMap((row) => g.flatMap((column) => row.flatMap((a) => column.map((b) => a * b))))
})()

/** 16 matrices of channels x filters. */
function transformFilters(graph: Graph, kernel: Tensor): readonly Tensor[] {
  const [, , channels, filters] = kernel.shape
  const transform = graph.tensor('Const', [], {
    dtype: 'float32',
    value: { dtype: 'float32', shape: [16, 9], values: FILTER_TRANSFORM },
  })
  const flat = reshape(graph, kernel, [9, known(channels) * known(filters)])
  const parts = graph.tensor('MatMul', [transform, flat], { transpose_a: false, transpose_b: false })
  const matrices = reshape(graph, parts, [16, known(channels), known(filters)])
  return graph.add('Unpack', [matrices], { num: 16, axis: 0 }).outputs
}

/**
 * B' along one axis: tile t covers the entries 2t to 2t + 3 of an axis of `size` entries of `inner` numbers each, and
 * becomes d0 - d2, d1 + d2, d2 - d1, d1 - d3. Four matrices of rows x (tiles * inner).
 */
function transformTiles(graph: Graph, x: Tensor, size: number, inner: number): readonly Tensor[] {
  const pairs = size / 2
  const covered = (pairs - 1) * inner
  const halves = graph.add('Unpack', [reshape(graph, x, [null, 2, inner])], { num: 2, axis: 1 }).outputs
  const [even, odd] = halves.map((half) => reshape(graph, half, [null, pairs * inner]))
  if (!even || !odd) throw new Error('two halves make a whole')
  const from = (half: Tensor, start: number): Tensor =>
    graph.tensor('Slice', [half, ints(graph, [0, start]), ints(graph, [-1, covered])], {})
  const [d0, d1, d2, d3] = [from(even, 0), from(odd, 0), from(even, inner), from(odd, inner)]
  return [sub(graph, d0, d2), add(graph, d1, d2), sub(graph, d2, d1), sub(graph, d1, d3)]
}

/** A' along one axis: y0 = m0 + m1 + m2, y1 = m1 - m2 - m3, for each of the tensors that stand side by side. */
function transformBack(graph: Graph, at: (index: number) => readonly Tensor[]): [Tensor[], Tensor[]] {
  const [m0, m1, m2, m3] = [at(0), at(1), at(2), at(3)]
  // No AddN: it adds up in the order in which its inputs' memory becomes free, so its rounding differs by the run.
  const first = m0.map((m, index) => add(graph, add(graph, m, part(m1, index)), part(m2, index)))
  const second = m1.map((m, index) => sub(graph, sub(graph, m, part(m2, index)), part(m3, index)))
  return [first, second]
}

/** Two matrices of rows x depth, entry by entry in turn: rows x 2 x depth. */
const interleave = (graph: Graph, parts: readonly Tensor[], depth: number): Tensor =>
  graph.tensor(
    'Pack',
    parts.map((tensor) => reshape(graph, tensor, [null, depth])),
    { N: 2, axis: 1 },
  )

const add = (graph: Graph, a: Tensor, b: Tensor): Tensor => graph.tensor('AddV2', [a, b], {})
const sub = (graph: Graph, a: Tensor, b: Tensor): Tensor => graph.tensor('Sub', [a, b], {})

function part(parts: readonly Tensor[], index: number): Tensor {
  const found = parts[index]
  if (!found) throw new Error(`there is no part ${index}`)
  return found
}
