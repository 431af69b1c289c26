import { randomInt } from 'node:crypto'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { schema } from '../../src/schema/index.ts'
import { cases } from './requests.ts'
import { Target } from './target.ts'

/** `npm test` throws the same few each time, `npm run test:fuzz` 100,000 others; a failure tells its seed, which repeats it. */
const CASES = Number(process.env.FUZZ_CASES ?? 400)
const SEED = Number(process.env.FUZZ_SEED ?? (process.env.FUZZ_CASES ? randomInt(2 ** 31) : 28))
/** The first case: with the number that a failure tells, only what comes from there on is thrown. */
const FROM = Number(process.env.FUZZ_FROM ?? 0)
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
    const memory: number[] = []
    const began = performance.now()
    await fc.assert(
      fc.asyncProperty(cases(schema), async ({ group, sent }) => {
        if (count++ % Math.ceil(CASES / 20) === 0) {
          memory.push(target.memory() ?? 0)
          if (CASES >= ENOUGH_FOR_MEMORY) process.stdout.write(`${count - 1} of ${CASES} requests\n`)
        }
        expect(await target.fault(group, sent)).toBeUndefined()
      }),
      // A smaller case would meet another server: the one that failed may have ended it.
      { numRuns: CASES, seed: SEED, path: String(FROM), endOnFailure: true },
    )
    memory.push(target.memory() ?? 0)
    if (CASES >= ENOUGH_FOR_MEMORY) {
      const seconds = Math.round((performance.now() - began) / 1000)
      process.stdout.write(
        `${CASES} requests of seed ${SEED} in ${seconds} s; MiB resident: ${memory.map(Math.round).join(' ')}\n${target.outcomes()}\n`,
      )
      expect((memory.at(-1) ?? 0) - (memory[10] ?? 0)).toBeLessThan(GROWTH_MIB)
    }
    stopped = true
    expect(await target.stop()).toBe(0)
  },
  Math.max(60_000, CASES * 50),
)
