import { expect, test } from 'vitest'
import { survive } from './survive.ts'

test('what befalls the product at twelve moments costs no run anything', { timeout: 600_000 }, async () => {
  const lines: string[] = []
  const { survived, problems } = await survive({
    ...{ kills: 12, seed: 874, built: false, leaseSeconds: 2, say: (line: string) => lines.push(line) },
  })
  expect(problems, lines.join('\n')).toEqual([])
  expect(survived.length).toBe(12)
})
