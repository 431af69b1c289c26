import { cast, ints, scalar } from '../graph/build.ts'
import type { Graph, Node, Tensor } from '../graph/graph.ts'
import { HISTOGRAM_BINS, type Histogram } from '../spec/layer-statistics.ts'
import { type Reading, Readings } from './readings.ts'

/** Writes figures of float32 tensors into the graph. Few nodes: each costs when a training starts. */
export class Figures {
  readonly #graph: Graph
  readonly #scalars = new Readings('scalars')
  readonly #squares = new Readings('roots')
  readonly #ranges = new Readings('ranges')
  readonly #counts = new Readings('counts')
  readonly #axes = new Map<number, Tensor>()
  readonly #zero: Tensor
  readonly #one: Tensor
  readonly #bins: Tensor
  /** What the tensor whose turn it is has to wait for. */
  #unfinished: Node[] = []

  constructor(graph: Graph) {
    this.#graph = graph
    this.#zero = scalar(graph, 0)
    this.#one = scalar(graph, 1)
    this.#bins = scalar(graph, HISTOGRAM_BINS, 'int32')
  }

  /** The same tensor, whose figures are computed after those before it: the copies of large ones come one by one. */
  inTurn(x: Tensor): Tensor {
    const { outputs } = this.#graph.add('Identity', [x], {}, { after: this.#unfinished })
    this.#unfinished = []
    return outputs[0] ?? x
  }

  /** Square root of the sum of squares. */
  norm(x: Tensor): Reading<number> {
    return first(this.#squares.add(this.#over('Sum', this.#graph.tensor('Square', [x], {}))))
  }

  /** Mean and biased standard deviation over all entries. */
  moments(x: Tensor): { readonly mean: Reading<number>; readonly standardDeviation: Reading<number> } {
    const graph = this.#graph
    const mean = this.#over('Mean', x)
    const difference = graph.tensor('Sub', [x, mean], {})
    const variance = this.#over('Mean', graph.tensor('Square', [difference], {}))
    this.#unfinished.push(variance.node)
    return { mean: first(this.#scalars.add(mean)), standardDeviation: first(this.#squares.add(variance)) }
  }

  /** Share of the last axis's entries that are 0 everywhere else, of a tensor without negative entries. */
  deadShare(x: Tensor): Reading<number> {
    const graph = this.#graph
    const largest = graph.tensor('Max', [x, this.#firstAxes(x.shape.length - 1)], { keep_dims: false })
    const dead = cast(graph, graph.tensor('Equal', [largest, this.#zero], {}), 'float32')
    return first(this.#scalars.add(this.#over('Mean', dead)))
  }

  /**
   * TensorFlow's histograms, each between the smallest and the largest entry. Several at once share the nodes that
   * make their ranges, and wait for each other.
   */
  histograms(tensors: readonly Tensor[]): Reading<Histogram>[] {
    const graph = this.#graph
    // The kernel refuses what is no number, and a range without width.
    const finite = tensors.map((x) =>
      graph.tensor('SelectV2', [graph.tensor('IsFinite', [x], {}), x, this.#zero], {}),
    )
    const extremes = (op: 'Min' | 'Max') => this.#pack(finite.map((x) => this.#over(op, x)))
    const [lowest, largest] = [extremes('Min'), extremes('Max')]
    const width = graph.tensor('AddV2', [graph.tensor('Abs', [lowest], {}), this.#one], {})
    const wider = graph.tensor('AddV2', [lowest, width], {})
    const equal = graph.tensor('Equal', [lowest, largest], {})
    const highest = graph.tensor('SelectV2', [equal, wider, largest], {})
    const ranges = graph.add('Unpack', [this.#pack([lowest, highest], 1)], { num: tensors.length, axis: 0 })
    return ranges.outputs.map((range, index) => {
      const inputs = [...finite.slice(index, index + 1), range, this.#bins]
      const bounds = this.#ranges.add(range)
      const histogram = graph.tensor('HistogramFixedWidth', inputs, { dtype: 'int32' })
      this.#unfinished.push(histogram.node)
      const counts = this.#counts.add(histogram)
      return (results) => {
        const [from = Number.NaN, to = Number.NaN] = bounds(results)
        return { lowest: from, highest: to, counts: Int32Array.from(counts(results)) }
      }
    })
  }

  /** All figures in four tensors, once all are there. */
  outputs(): Readonly<Record<string, Tensor>> {
    const graph = this.#graph
    return {
      scalars: this.#scalars.packed(graph),
      roots: graph.tensor('Sqrt', [this.#squares.packed(graph)], {}),
      ranges: this.#ranges.packed(graph),
      counts: this.#counts.packed(graph),
    }
  }

  #over(op: 'Sum' | 'Mean' | 'Min' | 'Max', x: Tensor): Tensor {
    return this.#graph.tensor(op, [x, this.#firstAxes(x.shape.length)], { keep_dims: false })
  }

  #firstAxes(count: number): Tensor {
    const axes = this.#axes.get(count) ?? ints(this.#graph, [...Array(count).keys()])
    this.#axes.set(count, axes)
    return axes
  }

  #pack(tensors: readonly Tensor[], axis = 0): Tensor {
    return this.#graph.tensor('Pack', tensors, { N: tensors.length, axis })
  }
}

const first =
  (numbers: Reading<number[]>): Reading<number> =>
  (results) =>
    numbers(results)[0] ?? Number.NaN
