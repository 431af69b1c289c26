import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { compileTraining } from '../src/compile.ts'
import { type Node, print } from '../src/graph/graph.ts'
import { findDataset, type LayerSpec, parseTraining, unwrap } from '../src/spec/index.ts'

const info = findDataset('fashion-mnist')
if (!info) throw new Error('the catalogue has Fashion-MNIST')

/** One small model a kind of layer; the expected graphs lie in golden/graphs and are renewed by `vitest -u`. */
const models: Readonly<Record<string, readonly LayerSpec[]>> = {
  dense: [
    { type: 'Dense', units: 4, activation: 'relu' },
    { type: 'Dense', units: 10, activation: 'softmax' },
  ],
  'dense-in-halves': [
    { type: 'Dense', units: 128, activation: 'relu' },
    { type: 'Dense', units: 512, activation: 'relu' },
    { type: 'Dense', units: 10, activation: 'softmax' },
  ],
  'batch-normalization': [
    { type: 'Dense', units: 4 },
    { type: 'BatchNormalization' },
    { type: 'Dense', units: 10, activation: 'softmax' },
  ],
  'batch-normalization-rows': [
    { type: 'BatchNormalization', axis: 1 },
    { type: 'Flatten' },
    { type: 'Dense', units: 10, activation: 'softmax' },
  ],
  'conv2d-max-pooling2d': [
    { type: 'Conv2D', filters: 2, kernelSize: 3, activation: 'relu' },
    { type: 'MaxPooling2D' },
    { type: 'Flatten' },
    { type: 'Dense', units: 10, activation: 'softmax' },
  ],
  'conv2d-winograd': [
    { type: 'Conv2D', filters: 128, kernelSize: 3 },
    { type: 'Conv2D', filters: 128, kernelSize: 3 },
    { type: 'Flatten' },
    { type: 'Dense', units: 10, activation: 'softmax' },
  ],
  'separable-conv2d-global-average': [
    { type: 'Conv2D', filters: 2, kernelSize: 3, strides: 2 },
    { type: 'SeparableConv2D', filters: 2, kernelSize: 3, activation: 'gelu' },
    { type: 'GlobalAveragePooling2D' },
    { type: 'Dense', units: 10, activation: 'softmax' },
  ],
  'spatial-dropout2d-global-max': [
    { type: 'DepthwiseConv2D', kernelSize: 3, depthMultiplier: 2 },
    { type: 'LeakyReLU' },
    { type: 'SpatialDropout2D', rate: 0.5 },
    { type: 'GlobalMaxPooling2D' },
    { type: 'Dense', units: 10, activation: 'softmax' },
  ],
  dropout: [
    { type: 'Dense', units: 4 },
    { type: 'Dropout', rate: 0.5 },
    { type: 'Dense', units: 10, activation: 'softmax' },
  ],
}

const PRODUCTS = new Set(['MatMul', 'Conv2D', 'Conv2DBackpropFilter', 'Conv2DBackpropInput'])
/** Of all that goes into nodes and comes out of them, other than sizes. */
const dtypesOf = (nodes: readonly Node[]): ReadonlySet<string> =>
  new Set(
    nodes
      .flatMap(({ inputs, outputs }) => [...inputs, ...outputs].map(({ dtype }) => dtype))
      .filter((dtype) => dtype !== 'int32'),
  )
const isInspection = ({ name }: Node): boolean => name.startsWith('inspect_step/')

describe('compiled graphs', () => {
  it.each(Object.entries(models))('%s', async (name, layers) => {
    const spec = unwrap(parseTraining({ model: { layers }, seed: 1 }, info))
    const { graph } = compileTraining(spec, 100)
    const nodes = graph.nodes.filter((node) => !isInspection(node))
    await expect(`${print(nodes)}\n`).toMatchFileSnapshot(
      path.join(import.meta.dirname, `golden/graphs/${name}.txt`),
    )
  })

  it('Muon moves matrices by products, in two iterations here, and the rest by Adam', async () => {
    const layers = models['conv2d-max-pooling2d'] ?? []
    const settings = { includeConvolutions: true, excludeOutput: true, nsSteps: 2 }
    const spec = unwrap(
      parseTraining({ model: { layers }, optimizer: { type: 'Muon', settings }, seed: 1 }, info),
    )
    const { graph } = compileTraining(spec, 100)
    await expect(`${print(graph.nodes.filter((node) => !isInspection(node)))}\n`).toMatchFileSnapshot(
      path.join(import.meta.dirname, 'golden/graphs/muon.txt'),
    )
  })

  it('updates of halves wait for the gradients of the first layer’s', () => {
    const layers = models['dense-in-halves'] ?? []
    const { graph } = compileTraining(unwrap(parseTraining({ model: { layers }, seed: 1 }, info)), 100)
    const updates = graph.nodes.filter(({ op }) => op === 'ResourceApplyAdam')
    const of = (name: string) => updates.filter(({ inputs }) => inputs[0]?.node.name.startsWith(name))
    const last = of('dense/kernel/part').map(({ inputs }) => inputs[9]?.node)
    expect(last).toHaveLength(2)
    expect(of('dense_1/kernel/part')).toHaveLength(2)
    for (const { after } of of('dense_1/kernel/part')) expect(after).toEqual(expect.arrayContaining(last))
    for (const { after } of of('dense/kernel/part'))
      expect(after.filter((node) => last.includes(node))).toEqual([])
  })

  it('draws of random numbers stand behind a product each, or behind the latest there is', () => {
    const dense = { type: 'Dense', units: 4 }
    const dropout = { type: 'Dropout', rate: 0.5 }
    const output = { type: 'Dense', units: 10, activation: 'softmax' }
    const layers = [dense, dense, dropout, dropout, dense, dropout, dropout, output]
    const { graph } = compileTraining(unwrap(parseTraining({ model: { layers }, seed: 1 }, info)), 100)
    const draws = graph.nodes.filter(({ op }) => op === 'StatelessRandomUniformFullInt')
    const products = draws.map(({ inputs }) => inputs[1]?.node.after.map(({ name }) => name))
    const behind = ['dense', 'dense_1', 'dense_2', 'dense_2'].map((name) => [`train_step/${name}/BiasAdd`])
    expect(products).toEqual(behind)
  })

  it.each([{ type: 'Adam', settings: { clipnorm: 1 } }, { type: 'Muon' }])(
    'what looks at whole weights leaves them whole: $type',
    (optimizer) => {
      const layers = models['dense-in-halves'] ?? []
      const spec = unwrap(parseTraining({ model: { layers }, optimizer, seed: 1 }, info))
      const { graph } = compileTraining(spec, 100)
      expect(graph.nodes.filter(({ name }) => name.includes('/part'))).toEqual([])
    },
  )

  it('the figures of layers stand beside the step that they look into', async () => {
    const spec = unwrap(parseTraining({ model: { layers: models.dense ?? [] }, seed: 1 }, info))
    const { graph } = compileTraining(spec, 100)
    await expect(`${print(graph.nodes.filter(isInspection))}\n`).toMatchFileSnapshot(
      path.join(import.meta.dirname, 'golden/graphs/inspect-step.txt'),
    )
  })

  it('in bfloat16 the products are computed in it, weights and statistics stay float32', () => {
    const layers = models['conv2d-max-pooling2d']
    const spec = unwrap(
      parseTraining({ model: { layers: layers ?? [] }, precision: 'bfloat16', seed: 1 }, info),
    )
    const { graph, variables } = compileTraining(spec, 100)
    expect(dtypesOf(graph.nodes.filter(({ op }) => PRODUCTS.has(op)))).toEqual(new Set(['bfloat16']))
    expect(new Set(variables.map(({ dtype }) => dtype))).toEqual(new Set(['float32', 'int32']))
  })

  it('in bfloat16 where that multiplies slower, products are float32 and activations bfloat16', async () => {
    const layers = models['conv2d-max-pooling2d'] ?? []
    const spec = unwrap(parseTraining({ model: { layers }, precision: 'bfloat16', seed: 1 }, info))
    const { graph } = compileTraining(spec, 100, { device: 'cpu', fastBfloat16: false })
    expect(dtypesOf(graph.nodes.filter(({ op }) => PRODUCTS.has(op)))).toEqual(new Set(['float32']))
    expect(dtypesOf(graph.nodes.filter(({ op }) => op === 'MaxPool'))).toEqual(new Set(['bfloat16']))
    await expect(`${print(graph.nodes.filter((node) => !isInspection(node)))}\n`).toMatchFileSnapshot(
      path.join(import.meta.dirname, 'golden/graphs/bfloat16-products-in-float32.txt'),
    )
  })
})
