import { init } from '@atelier/client'

// What a script may hand over by mistake, as JavaScript lets it: `odd.ts PROJECT`.
const config: Record<string, unknown> = {
  lr: 0.1,
  7: 'seven',
  deep: { er: { x: [1, 2] } },
  nan: Number.NaN,
  none: null,
  text: 'a\0b',
  half: 'a\uD800b',
  big: 2n ** 70n,
  long: 'x'.repeat(5000),
  ['y'.repeat(300)]: 1,
  list: Array.from({ length: 5000 }, (_, at) => at),
}
config.circular = config
config.huge = Object.fromEntries(Array.from({ length: 2000 }, (_, at) => [`h${at}`, 'z'.repeat(1000)]))
const odd: Record<string, number> = JSON.parse('{"odd": "1"}')
const nothing: Record<string, number> = JSON.parse('null')
const status: 'COMPLETED' = JSON.parse('"done"')
const name = `ünï 😀 ${'x'.repeat(300)}`
const run = await init({ project: process.argv[2] ?? '', name, tags: ['base'], config, key: 'k'.repeat(300) })
run.log(
  { loss: Number.POSITIVE_INFINITY, ok: 1, ['n'.repeat(251)]: 1, '': 2, 'ünï 😀': 3, ...odd },
  { step: 1 },
)
run.log({ ok: 2 }, { step: 2 ** 40 })
run.log({ ok: 2 }, { step: -1 })
run.log({ ok: 2 })
run.log(nothing)
run.log({ ok: 3 }, { step: Number.NaN })
run.logEpoch({ index: 1, loss: Number.NaN, accuracy: 0.5 })
run.logEpoch({ index: 2, loss: 0.5, accuracy: Number.NaN, step: 2 })
run.logLine('l'.repeat(30_000))
run.logLine('a\0b')
run.logLine('')
await run.finish({ status })
run.log({ ok: 4 })
