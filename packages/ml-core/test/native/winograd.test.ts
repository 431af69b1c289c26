import { expect, it } from 'vitest'
import { feed, sum } from '../../src/graph/build.ts'
import { differentiate } from '../../src/graph/differentiate.ts'
import { Graph, type Tensor } from '../../src/graph/graph.ts'
import { verify } from '../../src/graph/verify.ts'
import { suitsWinograd, winogradConv2d } from '../../src/layers/winograd.ts'
import { seededRandom } from '../../src/runtime/random.ts'
import { Session } from '../../src/runtime/session.ts'

it.each([
  ['square', [3, 8, 8, 32], 40],
  ['wide', [2, 4, 10, 48], 32],
] as const)(
  'a convolution by tiles equals the direct one, and so do its gradients: %s',
  async (_name, shape, filters) => {
    const [batch, height, width, channels] = shape
    const graph = new Graph()
    const x = feed(graph, 'x', 'float32', [null, height, width, channels])
    const kernel = feed(graph, 'kernel', 'float32', [3, 3, channels, filters])
    const weight = feed(graph, 'weight', 'float32', [null, height - 2, width - 2, filters])
    expect(suitsWinograd(x.tensor.shape, kernel.tensor.shape)).toBe(true)
    const direct = graph.tensor('Conv2D', [x.tensor, kernel.tensor], {
      strides: [1, 1, 1, 1],
      padding: 'VALID',
    })
    const tiled = winogradConv2d(graph, x.tensor, kernel.tensor)
    const inputs = { x: x.bytes, kernel: kernel.bytes, weight: weight.bytes }
    const signature = (output: Tensor) => {
      const loss = sum(graph, graph.tensor('Mul', [output, weight.tensor], {}), [0, 1, 2, 3])
      const [dx, dk] = differentiate(graph, loss, [x.tensor, kernel.tensor])
      const named = Object.entries({ output, dx, dk }).flatMap(([name, tensor]) =>
        tensor ? [[name, graph.tensor('Identity', [tensor], {})] as const] : [],
      )
      return { inputs, outputs: Object.fromEntries(named) }
    }
    const signatures = { direct: signature(direct), tiled: signature(tiled) }
    verify(graph, 'differentiation')
    using session = await Session.load({ graph, signatures })
    const random = seededRandom(5, 'winograd')
    const values = (size: number) => new Float32Array(size).map(() => random() * 2 - 1)
    const feeds = {
      x: values(batch * height * width * channels),
      kernel: values(9 * channels * filters),
      weight: values(batch * (height - 2) * (width - 2) * filters),
    }
    const [expected, given] = [session.run('direct', feeds), session.run('tiled', feeds)]
    expect([...expected.keys()].sort()).toEqual(['dk', 'dx', 'output'])
    for (const [name, direct] of expected) {
      const [result, own] = [Array.from(direct), given.get(name) ?? []]
      expect(own.length).toBe(result.length)
      const scale = Math.sqrt(result.reduce((total, entry) => total + entry * entry, 0) / result.length)
      const worst = result.reduce(
        (largest, entry, index) => Math.max(largest, Math.abs(entry - (own[index] ?? 0))),
        0,
      )
      expect(worst / scale, `${name} in standard deviations`).toBeLessThan(1e-5)
    }
  },
)
