import path from 'node:path'
import { parseArgs } from 'node:util'
import { numbersOf } from './run-program.ts'
import { dataFolder, median } from './setting.ts'

/**
 * From a launch to the first training step on the whole data set, in milliseconds: `launch` is what a person waits for
 * in a process that has TensorFlow loaded, as the worker's spare one has; the others are its parts, one after the other.
 * Every measurement is a process of its own.
 */
const { values: options } = parseArgs({
  options: {
    models: { type: 'string', default: 'mlp,cnn' },
    rounds: { type: 'string', default: '3' },
    json: { type: 'boolean', default: false },
  },
})
const PARTS = ['tensorflow', 'dataset', 'compile', 'load', 'setData', 'initialState', 'setState', 'firstStep']
const program = (...args: string[]): string[] => [
  process.execPath,
  path.join(import.meta.dirname, 'atelier-startup.ts'),
  ...args,
  dataFolder,
]

type Milliseconds = Record<string, number>
const results: { model: string; launch: number; parts: Milliseconds }[] = []
for (const model of options.models.split(',')) {
  const launches: number[] = []
  const parts = new Map<string, number[]>(PARTS.map((part) => [part, []]))
  for (let round = 1; round <= Number(options.rounds); round++) {
    launches.push(...(await numbersOf(program(model, 'launch'), 'launch')))
    const measured = await numbersOf(program(model, 'parts'), 'milliseconds')
    for (const [index, part] of PARTS.entries()) parts.get(part)?.push(measured[index] ?? Number.NaN)
  }
  results.push({
    model,
    launch: median(launches),
    parts: Object.fromEntries([...parts].map(([part, times]) => [part, median(times)])),
  })
}

if (options.json) process.stdout.write(`${JSON.stringify({ results }, null, 1)}\n`)
else
  for (const { model, launch, parts } of results) {
    process.stdout.write(`${model}: ${launch.toFixed(0)} ms from the launch to the end of the first step\n`)
    for (const [part, time] of Object.entries(parts))
      process.stdout.write(`  ${part.padEnd(14)}${time.toFixed(0).padStart(6)} ms\n`)
  }
