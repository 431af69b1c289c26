import fc from 'fast-check'
import { expect, it } from 'vitest'
import { formatShape, parseModel, summarizeLayers } from '../src/spec/index.ts'
import { anyStack, smallImage } from './layer-arbitraries.ts'

it('any stack of layers has shapes, or is refused by a sentence that names the layer and the shape that it gets', () => {
  let [accepted, refused] = [0, 0]
  fc.assert(
    fc.property(anyStack, smallImage, (layers, image) => {
      const parsed = parseModel({ layers }, image)
      if (parsed.ok) {
        accepted++
        expect(summarizeLayers(parsed.value)).toHaveLength(layers.length)
        for (const { output } of parsed.value.layers)
          expect(output.length > 0 && output.every((size) => Number.isInteger(size) && size > 0)).toBe(true)
        return
      }
      refused++
      expect(parsed.issues).toHaveLength(1)
      const [issue] = parsed.issues
      const index = Number(issue?.path[1])
      const before = index === 0 ? undefined : parseModel({ layers: layers.slice(0, index) }, image)
      const input = before?.ok ? before.value.layers.at(-1)?.output : image
      expect(issue?.message).toMatch(`layer ${index} (${layers[index]?.type}): `)
      expect(issue?.message).toContain(formatShape(input ?? []))
      expect(issue?.message).toMatch(/[;(].{20}/)
    }),
    { numRuns: 1000 },
  )
  expect(Math.min(accepted, refused)).toBeGreaterThan(100)
})
