import { randomInt } from 'node:crypto'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { schema } from '../../src/schema/index.ts'
import { cases } from './requests.ts'
import { Target } from './target.ts'

/** How many, and drawn from which seed: `npm run test:fuzz` throws 100,000. A failure tells its seed, which repeats it. */
const CASES = Number(process.env.FUZZ_CASES ?? 400)
const SEED = Number(process.env.FUZZ_SEED ?? randomInt(2 ** 31))
/** From so many on memory has settled before the first half is over. */
const ENOUGH_FOR_MEMORY = 10_000
const GROWTH_MIB = 150

let target: Target
beforeAll(async () => {
  target = await Target.start()
})
let stopped = false
afterAll(async () => {
  if (!stopped) await target.stop()
})

test(
  `${CASES} hostile requests drawn from seed ${SEED} are answered without a fault, a crash, a hang or growth`,
  async () => {
    let count = 0
    let settled: number | undefined
    await fc.assert(
      fc.asyncProperty(cases(schema), async (sent) => {
        count += 1
        if (count === Math.ceil(CASES / 2)) settled = target.memory()
        expect(await target.fault(sent)).toBeUndefined()
      }),
      { numRuns: CASES, seed: SEED },
    )
    const memory = target.memory()
    if (CASES >= ENOUGH_FOR_MEMORY && memory !== undefined && settled !== undefined)
      expect(memory - settled).toBeLessThan(GROWTH_MIB)
    stopped = true
    expect(await target.stop()).toBe(0)
  },
  Math.max(60_000, CASES * 50),
)
