import { once } from 'node:events'
import { parseArgs } from 'node:util'
import { measureHistories } from './api/histories.ts'
import { measureIngest } from './api/ingest.ts'
import { measureLists } from './api/lists.ts'
import { measureMemory } from './api/memory.ts'
import { seedRuns } from './api/seed-runs.ts'
import { buildApi, startBenchServer } from './api/server.ts'
import { measureSubscribers } from './api/subscribers.ts'

/** The speed of the API beside its targets: one row a figure, each through a real API process on a real PostgreSQL. */
const parts = {
  ingest: measureIngest,
  histories: measureHistories,
  lists: measureLists,
  live: measureSubscribers,
  memory: measureMemory,
}
const { values: options } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    only: { type: 'string' },
    /** Where the database is kept, so that what was seeded is there the next time. */
    folder: { type: 'string' },
    'seed-only': { type: 'boolean' },
  },
})
if (options.only !== undefined && !Object.hasOwn(parts, options.only))
  throw new Error(`--only: one of ${Object.keys(parts).join(', ')}, not '${options.only}'`)

buildApi()
if (options['seed-only']) {
  const server = await startBenchServer(options.folder)
  await seedRuns(server.databaseUrl, 'many-runs', 100_000)
  await seedRuns(server.databaseUrl, 'all-runs', 10_000)
  process.stdout.write(
    `100,000 and 10,000 runs are at ${server.address}, their database at ${server.databaseUrl}: Ctrl-C ends it\n`,
  )
  await once(process, 'SIGINT')
  await server.stop()
} else {
  const results = []
  for (const [name, measure] of Object.entries(parts)) {
    if (options.only !== undefined && options.only !== name) continue
    const server = await startBenchServer(options.folder)
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
}
