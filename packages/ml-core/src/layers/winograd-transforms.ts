/** Rows of a matrix. */
export type Matrix = readonly (readonly number[])[]

/** What turns pieces of signals into their products and back, F(m, r): m results of a filter with r entries. */
export type WinogradTransforms = {
  /** m + r - 1 x m + r - 1: of a piece of the signal. */
  readonly signal: Matrix
  /** m + r - 1 x r: of the filter. */
  readonly filter: Matrix
  /** m x m + r - 1: of the products, to m results. */
  readonly back: Matrix
}

/**
 * Minimal filtering by Toom and Cook (Winograd, 1980, Arithmetic Complexity of Computations; in this form Barabasz et
 * al., 2020, arXiv 1803.10986): a filter is a polynomial, evaluated at m + r - 2 points and at infinity.
 * @param points all different; which ones decides how much rounding costs
 * @param filterSize r
 */
export function winogradTransforms(points: readonly number[], filterSize: number): WinogradTransforms {
  const size = points.length + 1
  const results = size - filterSize + 1
  const others = (point: number): number[] => points.filter((other) => other !== point)
  const powers = (point: number, count: number): number[] =>
    Array.from({ length: count }, (_, power) => point ** power)
  const atInfinity = (count: number): number[] =>
    Array.from({ length: count }, (_, power) => (power === count - 1 ? 1 : 0))
  const columns = [...points.map((point) => powers(point, results)), atInfinity(results)]
  return {
    signal: [...points.map((point) => [...polynomial(others(point)), 0]), polynomial(points)],
    filter: [
      ...points.map((point) => {
        const scale = others(point).reduce((product, other) => product * (point - other), 1)
        return powers(point, filterSize).map((power) => power / scale)
      }),
      atInfinity(filterSize),
    ],
    back: Array.from({ length: results }, (_, row) => columns.map((column) => column[row] ?? 0)),
  }
}

/** Coefficients of the product of (x - root), from the constant one on. */
const polynomial = (roots: readonly number[]): number[] =>
  roots.reduce(
    (product, root) =>
      product.concat(0).map((coefficient, power) => (product[power - 1] ?? 0) - root * coefficient),
    [1],
  )
