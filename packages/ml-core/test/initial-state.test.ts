import { describe, expect, it } from 'vitest'
import { initialState } from '../src/runtime/initial-state.ts'
import { INITIALIZERS, type Initializer } from '../src/spec/settings.ts'

const draw = (initializer: Initializer, shape: readonly number[], seed = 1): readonly number[] => {
  const variable = { name: 'layer/kernel', dtype: 'float32', shape, initializer, trainable: true } as const
  return [...(initialState([variable], seed)['layer/kernel'] ?? [])]
}

const [height, width, inputs, outputs] = [3, 5, 20, 60]
const shape = [height, width, inputs, outputs]
const [fanIn, fanOut] = [height * width * inputs, height * width * outputs]

/** Keras's variance scaling: the variance of each random initializer, and the figure within which it draws. */
const figures: {
  readonly [K in Exclude<Initializer, 'zeros' | 'ones'>]: readonly [number, 'uniform' | 'normal']
} = {
  glorot_uniform: [2 / (fanIn + fanOut), 'uniform'],
  glorot_normal: [2 / (fanIn + fanOut), 'normal'],
  he_uniform: [2 / fanIn, 'uniform'],
  he_normal: [2 / fanIn, 'normal'],
  lecun_uniform: [1 / fanIn, 'uniform'],
  lecun_normal: [1 / fanIn, 'normal'],
}

describe('initializers', () => {
  it.each(Object.entries(figures))('%s has Keras’s variance and bounds', (name, [variance, distribution]) => {
    const initializer = INITIALIZERS.find((candidate) => candidate === name)
    if (!initializer) throw new Error(`${name} is no initializer`)
    const values = draw(initializer, shape)
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length
    const spread = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length
    expect(values).toHaveLength(height * width * inputs * outputs)
    // five standard errors of a mean and, roughly, of a variance of 18,000 draws
    expect(Math.abs(mean)).toBeLessThan(5 * Math.sqrt(variance / values.length))
    expect(Math.abs(spread / variance - 1)).toBeLessThan(5 * Math.sqrt(2 / values.length))
    const bound = Math.sqrt(variance) * (distribution === 'uniform' ? Math.sqrt(3) : 2 / 0.87962566103423978)
    const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
    expect(largest).toBeLessThanOrEqual(bound * (1 + 1e-6))
    expect(largest).toBeGreaterThan(bound * 0.95)
  })

  it('a truncated normal has more small numbers than a uniform one of its variance', () => {
    const near = (initializer: Initializer) =>
      draw(initializer, shape).filter((value) => Math.abs(value) < 0.5 * Math.sqrt(2 / fanIn)).length
    // 0.5 deviations hold 28.9 % of a uniform distribution and 35.6 % of the truncated normal
    expect(near('he_uniform') / (fanIn * outputs)).toBeCloseTo(0.289, 1)
    expect(near('he_normal') / (fanIn * outputs)).toBeGreaterThan(0.34)
  })

  it('zeros and ones', () => {
    expect(new Set(draw('zeros', [4, 2]))).toEqual(new Set([0]))
    expect(new Set(draw('ones', [4, 2]))).toEqual(new Set([1]))
  })

  it.each(INITIALIZERS)('%s repeats with its seed', (initializer) => {
    expect(draw(initializer, [7, 5])).toEqual(draw(initializer, [7, 5]))
    if (initializer.includes('_')) expect(draw(initializer, [7, 5], 2)).not.toEqual(draw(initializer, [7, 5]))
  })
})
