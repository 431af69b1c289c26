import { parseArgs } from 'node:util'
import { measureHistories } from './api/histories.ts'
import { measureIngest } from './api/ingest.ts'
import type { Row } from './api/row.ts'
import { startBenchServer } from './api/server.ts'

/** The speed of the API beside its targets: one row a figure, each through a real API process on a real PostgreSQL. */
const { values: options } = parseArgs({ options: { json: { type: 'boolean', default: false } } })
const results: Row[] = []
for (const measure of [measureIngest, measureHistories]) {
  const server = await startBenchServer()
  try {
    results.push(...(await measure(server)))
  } finally {
    await server.stop()
  }
}

if (options.json) process.stdout.write(`${JSON.stringify({ results }, null, 1)}\n`)
else
  for (const { measure, value, unit, target, met } of results)
    process.stdout.write(`${met ? 'met   ' : 'missed'} ${measure}: ${value} ${unit} (target ${target})\n`)
