import { describe, expect, it } from 'vitest'
import { feed, sum } from '../../src/graph/build.ts'
import { differentiate } from '../../src/graph/differentiate.ts'
import type { TensorShape } from '../../src/graph/dtype.ts'
import { gradientRules, NO_GRADIENT } from '../../src/graph/gradient-rules.ts'
import { Graph, type Tensor } from '../../src/graph/graph.ts'
import { verify } from '../../src/graph/verify.ts'
import { seededRandom } from '../../src/runtime/random.ts'
import { Session } from '../../src/runtime/session.ts'
import { gradientCases } from './gradient-cases.ts'

/** Half the distance of the central difference; float32 leaves some 1e-7 / STEP of noise. */
const STEP = 1e-2
const TOLERANCE = 5e-3

type Input = { readonly name: string; readonly shape: readonly number[]; readonly values: Float32Array }

const sizeOf = (shape: readonly number[]): number => shape.reduce((product, dim) => product * dim, 1)

/** The sum of the outputs, each entry weighted by a fed number, so that no symmetry hides an error. */
function weightedSum(graph: Graph, outputs: readonly Tensor[], weights: readonly Tensor[]): Tensor {
  const terms = outputs.map((output, index) => {
    const weighted = graph.tensor('Mul', [output, ...weights.slice(index, index + 1)], {})
    return sum(graph, weighted, [...output.shape.keys()])
  })
  return terms.reduce((total, term) => graph.tensor('AddV2', [total, term], {}))
}

describe('every gradient rule agrees with finite differences', () => {
  const rules = Object.entries(gradientRules)
    .filter(([, rule]) => rule !== NO_GRADIENT)
    .map(([op]) => op)
  it('the table of cases covers every rule', () => {
    expect(Object.keys(gradientCases).sort()).toEqual(rules.sort())
  })

  const orders = ['first', 'last'] as const
  const all = Object.entries(gradientCases).flatMap(([op, cases]) =>
    cases.flatMap((entry) => orders.map((weights) => ({ op, weights, ...entry }))),
  )
  it.each(all)('$op: $name, weights $weights', async ({ op, weights: order, inputs, ...entry }) => {
    const { build, outputShapes, batched } = entry
    const graph = new Graph()
    const random = seededRandom(3, op)
    const feeds: Input[] = Object.entries(inputs).map(([name, { shape, from = -1, to = 1 }]) => ({
      name,
      shape,
      values: new Float32Array(sizeOf(shape)).map(() => from + random() * (to - from)),
    }))
    const placeholders = feeds.map(({ name, shape }) => {
      const declared: TensorShape = batched?.includes(name) ? [null, ...shape.slice(1)] : shape
      return feed(graph, name, 'float32', declared)
    })
    const tensors = placeholders.map(({ tensor }) => tensor)
    const outputs = build(graph, tensors)
    expect(graph.nodes.some((node) => node.op === op)).toBe(true)
    const weightFeeds = outputShapes.map((shape, index): Input => {
      const weight = seededRandom(7, `weight ${index}`)
      return {
        name: `weight${index}`,
        shape,
        values: new Float32Array(sizeOf(shape)).map(() => weight() * 2 - 1),
      }
    })
    const weights = outputs.map((output, index) => feed(graph, `weight${index}`, 'float32', output.shape))
    const loss = weightedSum(
      graph,
      outputs,
      weights.map(({ tensor }) => tensor),
    )
    const gradients = differentiate(graph, loss, tensors, { weights: order })
    verify(graph, 'differentiation')
    const names = [...feeds, ...weightFeeds].map(({ name }) => name)
    const inputTensors = Object.fromEntries(
      [...placeholders, ...weights].map(({ bytes }, index) => [names[index] ?? '', bytes]),
    )
    const gradientTensors = gradients.map(
      (gradient, index) => [feeds[index]?.name ?? '', identity(graph, gradient)] as const,
    )
    using session = await Session.load({
      graph,
      signatures: {
        value: { inputs: inputTensors, outputs: { loss: identity(graph, loss) } },
        gradient: { inputs: inputTensors, outputs: Object.fromEntries(gradientTensors) },
      },
    })
    const values = (changed?: Input) =>
      Object.fromEntries(
        [...feeds, ...weightFeeds].map(({ name, values: own }) => [
          name,
          name === changed?.name ? changed.values : own,
        ]),
      )
    const analytic = session.run('gradient', values())
    for (const input of feeds) {
      const numeric = input.values.map((_, index) => {
        const at = (offset: number) => {
          const moved = input.values.slice()
          moved[index] = (moved[index] ?? 0) + offset
          return session.run('value', values({ ...input, values: moved })).get('loss')?.[0] ?? Number.NaN
        }
        return (at(STEP) - at(-STEP)) / (2 * STEP)
      })
      const given = analytic.get(input.name) ?? []
      expect(given.length, `size of dL/d(${input.name})`).toBe(numeric.length)
      numeric.forEach((expected, index) => {
        expect(
          Math.abs((given[index] ?? Number.NaN) - expected),
          `dL/d(${input.name})[${index}] = ${given[index]}, differences give ${expected}`,
        ).toBeLessThan(TOLERANCE * Math.max(1, Math.abs(expected)))
      })
    }
  })
})

const identity = (graph: Graph, tensor: Tensor): Tensor => graph.tensor('Identity', [tensor], {})

describe('an op without a gradient', () => {
  it('says so instead of giving a wrong one', () => {
    const graph = new Graph()
    const x = graph.tensor('Placeholder', [], { dtype: 'float32', shape: [3] }, 'x')
    const back = graph.tensor('ReluGrad', [x, x], {})
    const axes = graph.tensor('Const', [], {
      dtype: 'int32',
      value: { dtype: 'int32', shape: [1], values: [0] },
    })
    const loss = graph.tensor('Sum', [back, axes], { keep_dims: false })
    expect(() => differentiate(graph, loss, [x])).toThrow('ReluGrad: no gradient flows through ReluGrad')
  })
})

it('nothing flows through StopGradient: x times its own value has the gradient of a constant times x', async () => {
  const graph = new Graph()
  const x = feed(graph, 'x', 'float32', [3])
  const constant = graph.tensor('StopGradient', [x.tensor], {})
  const loss = sum(graph, graph.tensor('Mul', [x.tensor, constant], {}), [0])
  const outputs = Object.fromEntries(
    differentiate(graph, loss, [x.tensor]).map((gradient) => ['gradient', identity(graph, gradient)]),
  )
  using session = await Session.load({ graph, signatures: { step: { inputs: { x: x.bytes }, outputs } } })
  const results = session.run('step', { x: Float32Array.of(2, -3, 5) })
  expect([...(results.get('gradient') ?? [])]).toEqual([2, -3, 5])
})
