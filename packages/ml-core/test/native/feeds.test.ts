import { expect, it } from 'vitest'
import { feed, scalar } from '../../src/graph/build.ts'
import { Graph, type Node, type Tensor } from '../../src/graph/graph.ts'
import { Session } from '../../src/runtime/session.ts'

// Fed number arrays shared their memory with TensorFlow: variables set from them aborted the process now and then
// ("Check failed: IsAligned()"), or freed JavaScript's memory on a thread of TensorFlow. Some 2,000 steps showed it.
it('feeds of any size and alignment become variables that an optimizer can update', async () => {
  const graph = new Graph()
  const sizes = [1, 4, 10, 20, 26, 128, 2560]
  const rate = feed(graph, 'rate', 'float32', [])
  const inputs: Record<string, Tensor> = {}
  const assigned: Node[] = []
  const applied: Node[] = []
  const values: Record<string, Tensor> = {}
  for (const size of sizes) {
    const handles = ['value', 'm', 'v'].map((kind) => {
      const name = `${kind}${size}`
      const handle = graph.tensor('VarHandleOp', [], { dtype: 'float32', shape: [size], shared_name: name })
      const { bytes, tensor } = feed(graph, name, 'float32', [size])
      inputs[name] = bytes
      assigned.push(graph.add('AssignVariableOp', [handle, tensor], {}))
      return handle
    })
    const read = graph.tensor('ReadVariableOp', handles.slice(0, 1), { dtype: 'float32' })
    const scalars = [0.9, 0.999].map((value) => scalar(graph, value))
    const settings = [0.9, 0.999, 1e-8].map((value) => scalar(graph, value))
    const gradient = graph.tensor('Identity', [read], {})
    const all = [...handles, ...scalars, rate.tensor, ...settings, gradient]
    applied.push(graph.add('ResourceApplyAdam', all, { use_nesterov: false }))
    values[`value${size}`] = graph.tensor('Identity', [read], {})
  }
  const done = (after: readonly Node[]) =>
    graph.add('Identity', [scalar(graph, 1)], {}, { after }).outputs.slice(0, 1)
  const named = (tensors: readonly Tensor[]) => Object.fromEntries(tensors.map((tensor) => ['done', tensor]))
  using session = await Session.load({
    graph,
    signatures: {
      set: { inputs, outputs: named(done(assigned)) },
      step: { inputs: { rate: rate.bytes }, outputs: named(done(applied)) },
      get: { inputs: {}, outputs: values },
    },
  })
  const kept: Float32Array[] = []
  for (let round = 0; round < 400; round++) {
    const feeds = Object.fromEntries(
      Object.keys(inputs).map((name) => {
        kept.push(new Float32Array((round % 40) + 1))
        return [name, new Float32Array(Number(name.replace(/\D+/, ''))).fill(1)]
      }),
    )
    session.run('set', feeds)
    for (let step = 0; step < 5; step++) session.run('step', { rate: Float32Array.of(0.5) })
    for (const array of Object.values(feeds)) expect(array.every((entry) => entry === 1)).toBe(true)
  }
  for (const [name, result] of session.run('get', {})) {
    expect(result.length, name).toBe(Number(name.slice(5)))
    expect(result.every((entry) => Number.isFinite(entry) && entry === result[0] && entry !== 1)).toBe(true)
  }
})
