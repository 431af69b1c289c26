import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { Session, type Values } from '../../src/runtime/session.ts'
import {
  countParameters,
  layerTypes,
  PRECISIONS,
  parseModel,
  sizeOf,
  summarizeLayers,
  unwrap,
} from '../../src/spec/index.ts'
import { fixedNumbers } from './fixed-numbers.ts'
import { compileStack } from './layer-stack.ts'

/** How far a norm or a probe may be from Keras's in float64, as a share of the norm. */
const TOLERANCE = { float32: 2e-5, bfloat16: 3e-2 } as const

/** Layers whose training draws random numbers: their figures are checked below. */
const RANDOM_LAYERS = ['Dropout', 'SpatialDropout2D']

const described = z.object({ shape: z.array(z.number()), norm: z.number(), probe: z.number() })
const golden = z
  .object({
    batch: z.number(),
    exact: z.number(),
    salts: z.object({ input: z.number(), gradient: z.number(), probe: z.number(), weights: z.number() }),
    cases: z.array(
      z.object({
        name: z.string(),
        layer: z.looseObject({ type: z.string() }),
        inputShape: z.array(z.number()),
        training: z.boolean(),
        levels: z.number(),
        parameters: z.number(),
        output: described,
        gradients: z.record(z.string(), described),
        updates: z.record(z.string(), described),
      }),
    ),
  })
  .parse(JSON.parse(readFileSync(path.join(import.meta.dirname, '../golden/keras/layers.json'), 'utf8')))
const { batch, exact, salts } = golden
type Case = (typeof golden.cases)[number]

/** The layer, and one behind it that changes nothing: a last layer's softmax would be left to the loss. */
const modelOf = ({ layer, inputShape }: Case) =>
  unwrap(parseModel({ layers: [layer, { type: 'Activation', activation: 'linear' }] }, inputShape))

const rounded = (count: number, salt: number, levels = exact): Float32Array =>
  Float32Array.from(fixedNumbers(count, salt), (value) => Math.round(value * levels) / levels)

function expectNear(
  own: Values | undefined,
  expected: z.infer<typeof described>,
  what: string,
  share: number,
) {
  expect(own?.length, `entries of ${what}`).toBe(sizeOf(expected.shape))
  const values = Float64Array.from(own ?? [])
  const fixed = fixedNumbers(values.length, salts.probe)
  const norm = Math.sqrt(values.reduce((sum, entry) => sum + entry * entry, 0))
  const probe = values.reduce((sum, entry, index) => sum + entry * (fixed[index] ?? 0), 0)
  const allowed = share * Math.max(expected.norm, 0.1)
  expect(Math.abs(norm - expected.norm), `norm of ${what}`).toBeLessThan(allowed)
  expect(Math.abs(probe - expected.probe), `probe of ${what}`).toBeLessThan(allowed)
}

describe('every layer equals Keras’s, forward and backward', () => {
  it('every layer type has its cases', () => {
    const types = new Set(golden.cases.map(({ layer }) => layer.type))
    expect([...types].sort()).toEqual([...layerTypes.keys()].sort())
    const trained = golden.cases.filter(({ training }) => training).map(({ layer }) => layer.type)
    expect(new Set([...trained, ...RANDOM_LAYERS])).toEqual(new Set(layerTypes.keys()))
  })

  const ways = [
    ...PRECISIONS.map((precision) => ({ precision, productPrecision: precision })),
    { precision: 'bfloat16', productPrecision: 'float32' },
  ] as const
  const all = ways.flatMap((way) => golden.cases.map((entry) => ({ ...way, entry, ...entry })))
  it.each(all)('$precision, products in $productPrecision: $layer.type: $name', async (given) => {
    const { precision, productPrecision, entry } = given
    const model = modelOf(entry)
    expect(countParameters(model).total).toBe(entry.parameters)
    const [summary] = summarizeLayers(model)
    expect(summary?.outputShape.slice(1)).toEqual(entry.output.shape.slice(1))
    const compiled = compileStack(model, { training: entry.training, precision, productPrecision })
    using session = await Session.load(compiled)
    const state = compiled.weights.map(({ name, shape }, index) => {
      const own = rounded(sizeOf(shape), salts.weights + index)
      return [name, name.endsWith('moving_variance') ? own.map((value) => 1 + value / 2) : own] as const
    })
    session.run('set_state', { ...Object.fromEntries(state), step: Int32Array.of(0) })
    const x = rounded(batch * sizeOf(entry.inputShape), salts.input, entry.levels)
    const behind = rounded(sizeOf(entry.output.shape), salts.gradient)
    const results = session.run('run', { x, behind })
    const name = summary?.name ?? ''
    const share = TOLERANCE[precision]
    expect([...(results.get(`shape/${name}`) ?? [])]).toEqual(entry.output.shape)
    expectNear(results.get(`output/${name}`), entry.output, 'the output', share)
    for (const [of, gradient] of Object.entries(entry.gradients)) {
      const key = of === 'input' ? 'gradient/input' : `gradient/${name}/${of}`
      expectNear(results.get(key), gradient, `the gradient of ${of}`, share)
    }
    for (const [of, update] of Object.entries(entry.updates))
      expectNear(results.get(`update/${name}/${of}`), update, `${of} after the step`, share)
  })
})

/** Keras draws its random numbers otherwise: what must agree is their distribution. */
describe('layers that draw random numbers', () => {
  const [images, side, channels] = [64, 8, 32]
  const shape = [side, side, channels]

  /** The factors that a layer multiplied ones with, at two steps, and the gradient that it passed back. */
  async function factorsOf(type: string, rate: number) {
    const model = unwrap(parseModel({ layers: [{ type, rate }] }, shape))
    const compiled = compileStack(model, { training: true, precision: 'float32' })
    using session = await Session.load(compiled)
    const ones = new Float32Array(images * sizeOf(shape)).fill(1)
    const name = model.layers[0]?.name
    const at = (step: number) => {
      session.run('set_state', { step: Int32Array.of(step) })
      const results = session.run('run', { x: ones, behind: ones })
      return { factors: [...(results.get(`output/${name}`) ?? [])], back: results.get('gradient/input') }
    }
    return { first: at(0), again: at(0), next: at(1) }
  }
  const share = (values: readonly number[]) => values.filter((value) => value === 0).length / values.length
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length

  it.each([
    // five standard deviations of a share of so many independent draws
    ['Dropout', 0.3, 5 * Math.sqrt((0.3 * 0.7) / (images * side * side * channels))],
    ['Dropout', 0.8, 5 * Math.sqrt((0.8 * 0.2) / (images * side * side * channels))],
    ['SpatialDropout2D', 0.3, 5 * Math.sqrt((0.3 * 0.7) / (images * channels))],
  ] as const)(
    '%s of %d zeroes that share, scales the others and keeps the mean',
    async (type, rate, error) => {
      const { first, again, next } = await factorsOf(type, rate)
      expect(first.factors).toHaveLength(images * sizeOf(shape))
      for (const { factors, back } of [first, next]) {
        expect(Math.abs(share(factors) - rate)).toBeLessThan(error)
        expect(Math.abs(mean(factors) - 1)).toBeLessThan(error / (1 - rate))
        const kept = factors.filter((value) => value !== 0)
        const dropped = Math.round(rate * 65_536) / 65_536
        for (const value of new Set(kept)) expect(value).toBeCloseTo(1 / (1 - dropped), 5)
        expect([...(back ?? [])]).toEqual(factors)
      }
      expect(again.factors).toEqual(first.factors)
      // two independent draws agree in rate^2 + (1 - rate)^2 of their entries
      const equal = first.factors.filter((value, index) => value === next.factors[index]).length
      const expected = rate ** 2 + (1 - rate) ** 2
      expect(Math.abs(equal / first.factors.length - expected)).toBeLessThan(2 * error)
    },
  )

  it('SpatialDropout2D drops channels as a whole, each image its own', async () => {
    const { first } = await factorsOf('SpatialDropout2D', 0.5)
    const rows = Array.from({ length: images }, (_, image) =>
      first.factors.slice(image * sizeOf(shape), (image + 1) * sizeOf(shape)),
    )
    const patterns = rows.map((row) => row.slice(0, channels))
    for (const [image, row] of rows.entries())
      expect(row.every((value, index) => value === patterns[image]?.[index % channels])).toBe(true)
    expect(new Set(patterns.map((pattern) => pattern.join())).size).toBe(images)
  })
})
