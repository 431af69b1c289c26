import { createClient } from '@atelier/client'
import { csv, table } from '../print/table.ts'
import { command, wholeNumber } from './command.ts'
import { choosing, gatherRuns, lineOf, wideLineOf } from './find-runs.ts'

export const runsList = command({
  name: 'runs list',
  description: 'Runs, newest first unless sorted otherwise',
  args: {
    ...choosing,
    limit: { type: 'string', description: 'At most so many', valueHint: 'number', default: '50' },
    json: { type: 'boolean', description: 'As JSON, with every hyperparameter and metric' },
    csv: { type: 'boolean', description: 'As CSV, with every hyperparameter and metric' },
  },
  async run({ url, workspace, filter, sort, limit, json, csv: asCsv }) {
    const client = createClient({ url, workspace })
    const runs = await gatherRuns(client, { filter, sort, limit: wholeNumber('limit', limit) ?? 50 })
    if (json) process.stdout.write(`${JSON.stringify(runs, null, 2)}\n`)
    else if (asCsv) process.stdout.write(csv(runs.map(wideLineOf)))
    else if (runs.length === 0) process.stderr.write('There are no such runs.\n')
    else process.stdout.write(table(runs.map(lineOf)))
  },
})
