import { existsSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { init } from '@atelier/client'

// A script that may come again: `again.ts KEY LABEL [FILE]` logs three lines into a run, and ends once FILE is there.
const [key = '', label = '', gate] = process.argv.slice(2)
const run = await init({ project: 'again', name: key, key })
for (const number of [1, 2, 3]) run.logLine(`${label} ${number}`)
while (run.id === null) await delay(20)
process.stdout.write('logged\n')
// Not for ever, should nobody kill it.
const until = Date.now() + 120_000
while (gate !== undefined && !existsSync(gate) && Date.now() < until) await delay(20)
await run.finish()
