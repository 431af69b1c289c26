import { expect, test } from 'vitest'
import { mcnemar, pValueText } from '../src/compare/mcnemar.ts'

// S. Raschka's mlxtend documents [[9945, 25], [15, 15]] with chi-square 2.025 and p 0.1547; statsmodels documents
// [[101, 121], [59, 33]] with 20.67 and p 5.45e-06. All p here are as CPython's math.erfc and math.comb have them.
test.each([
  [25, 15, 2.025, 0.1547289234853785],
  [121, 59, 20.6722222222222, 5.450094825427123e-6],
  [150, 86, 16.81779661016949, 4.1145622813459415e-5],
  [20, 20, 0, 1],
])('%i against %i: chi-square with continuity correction', (first, second, statistic, p) => {
  const found = mcnemar(first, second)
  expect(found.method).toBe('chi-square')
  expect(found.statistic).toBeCloseTo(statistic, 12)
  expect(found.pValue / p).toBeCloseTo(1, 10)
  expect(mcnemar(second, first)).toEqual(found)
})

test.each([
  [11, 1, 0.00634765625],
  [1, 5, 0.21875],
  [10, 14, 0.5412561893463135],
  [0, 8, 0.0078125],
  [3, 3, 1],
  [0, 0, 1],
])('%i against %i: exact', (first, second, p) => {
  const found = mcnemar(first, second)
  expect(found).toMatchObject({ method: 'exact binomial', statistic: null })
  expect(found.pValue).toBeCloseTo(p, 14)
})

test('the two ways of the error function meet', () => {
  const around = [3.9, 4.1].map((statistic) => {
    const discordant = 1e6
    const apart = Math.round(1 + Math.sqrt(statistic * discordant))
    return mcnemar((discordant + apart) / 2, (discordant - apart) / 2)
  })
  expect(around[0]?.pValue).toBeGreaterThan(around[1]?.pValue ?? 1)
  expect(mcnemar(1e4, 0).pValue).toBeLessThan(1e-300)
})

test('p in words', () => {
  expect([0.5412, 0.0063, 0.00001].map(pValueText)).toEqual(['0.541', '0.0063', '< 0.0001'])
})
