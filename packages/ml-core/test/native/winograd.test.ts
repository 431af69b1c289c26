import { expect, it } from 'vitest'
import { feed, sum } from '../../src/graph/build.ts'
import { differentiate } from '../../src/graph/differentiate.ts'
import { Graph, type Tensor } from '../../src/graph/graph.ts'
import { verify } from '../../src/graph/verify.ts'
import { suitsWinograd, winogradConv2d } from '../../src/layers/winograd.ts'
import { seededRandom } from '../../src/runtime/random.ts'
import { Session } from '../../src/runtime/session.ts'

it.each([
  ['whole tiles', 'valid', [3, 10, 10, 48], 56],
  ['tiles over the edge', 'valid', [2, 9, 12, 64], 48],
  ['padding', 'same', [2, 8, 7, 48], 40],
] as const)(
  'a convolution by tiles equals the direct one, and so do its gradients: %s',
  async (_name, padding, shape, filters) => {
    const [batch, height, width, channels] = shape
    const less = padding === 'valid' ? 2 : 0
    const graph = new Graph()
    const x = feed(graph, 'x', 'float32', [null, height, width, channels])
    const kernel = feed(graph, 'kernel', 'float32', [3, 3, channels, filters])
    const weight = feed(graph, 'weight', 'float32', [null, height - less, width - less, filters])
    expect(suitsWinograd(x.tensor.shape, kernel.tensor.shape, padding)).toBe(true)
    const direct = graph.tensor('Conv2D', [x.tensor, kernel.tensor], {
      strides: [1, 1, 1, 1],
      padding: padding === 'valid' ? 'VALID' : 'SAME',
    })
    const tiled = winogradConv2d(graph, x.tensor, kernel.tensor, padding)
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
      weight: values(batch * (height - less) * (width - less) * filters),
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

it.each([
  ['few channels for so large an image', [null, 26, 26, 64], [3, 3, 64, 64], false],
  ['the same in a smaller one', [null, 14, 14, 64], [3, 3, 64, 64], true],
  ['tiles that are mostly edge', [null, 3, 3, 256], [3, 3, 256, 256], false],
  ['as many channels as would take gigabytes', [null, 14, 14, 1024], [3, 3, 1024, 1024], false],
  ['another kernel', [null, 14, 14, 64], [5, 5, 64, 64], false],
] as const)('which convolutions it suits: %s', (_name, input, kernel, suits) => {
  expect(suitsWinograd(input, kernel, 'valid')).toBe(suits)
})
