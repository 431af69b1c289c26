import { writeFile } from 'node:fs/promises'
import { type Client, createClient } from '@atelier/client'
import { parquetWriteFile } from 'hyparquet-writer'
import { Failure } from '../fail.ts'
import {
  RunDetailsDocument,
  RunPointsDocument,
  type RunPointsQuery,
  type RunPointsQueryVariables,
} from '../gql/graphql.ts'
import { columnsOf, csv, type Row } from '../print/table.ts'
import { command } from './command.ts'
import { choosing, existing, gatherRuns, wideLineOf } from './find-runs.ts'

export const runsExport = command({
  name: 'runs export',
  description: 'Writes the metrics of a run, or without one the table of all runs, to a file',
  args: {
    id: { type: 'positional', required: false, description: 'The run whose metrics are written' },
    ...choosing,
    parquet: { type: 'string', description: 'Apache Parquet, to this file', valueHint: 'file' },
    csv: { type: 'string', description: 'CSV, to this file; - is standard output', valueHint: 'file' },
  },
  async run({ url, workspace, id, filter, sort, parquet, csv: csvFile }) {
    if (!parquet === !csvFile) throw new Failure('Say one of --parquet FILE and --csv FILE.', 2)
    const client = createClient({ url, workspace })
    const everything = { filter, sort, limit: Number.POSITIVE_INFINITY }
    const rows = id ? await metricRows(client, id) : (await gatherRuns(client, everything)).map(wideLineOf)
    if (csvFile === '-') {
      process.stdout.write(csv(rows))
      return
    }
    const file = parquet || csvFile || ''
    try {
      if (parquet) parquetWriteFile({ filename: file, columnData: columnData(rows) })
      else await writeFile(file, csv(rows))
    } catch (error) {
      if (error instanceof Error && 'syscall' in error)
        throw new Failure(`${file} cannot be written: ${error.message}`)
      throw error
    }
    process.stderr.write(`${rows.length} rows written to ${file}.\n`)
  },
})

const POINTS_A_PAGE = 20_000

/** Every point of every metric, page by page. */
async function metricRows(client: Client, id: string): Promise<Row[]> {
  const { summary } = existing((await client.ask(RunDetailsDocument, { id })).run, id)
  const rows: Row[] = []
  for (const { name } of summary) {
    let after: number | null = null
    do {
      const asked: RunPointsQueryVariables = { id, name, after, first: POINTS_A_PAGE }
      const answer: RunPointsQuery = await client.ask(RunPointsDocument, asked)
      const { steps, values, at, hasNextPage } = existing(answer.run, id).metric.points
      for (const [row, step] of steps.entries())
        rows.push({ metric: name, step, value: values[row] ?? null, at: at[row] ?? null })
      after = hasNextPage ? (steps.at(-1) ?? null) : null
    } while (after !== null)
  }
  return rows
}

/** Columns of one type each: a column of numbers and words is one of words. */
function columnData(rows: readonly Row[]) {
  return columnsOf(rows).map((name) => {
    const cells = rows.map((row) => row[name] ?? null)
    const known = cells.filter((cell) => cell !== null)
    const base = { name, nullable: true }
    if (known.length > 0 && known.every((cell) => typeof cell === 'boolean'))
      return { ...base, data: cells, type: 'BOOLEAN' as const }
    if (known.length > 0 && known.every((cell) => typeof cell === 'number'))
      return { ...base, data: cells, type: 'DOUBLE' as const }
    return {
      ...base,
      data: cells.map((cell) => (cell === null ? null : String(cell))),
      type: 'STRING' as const,
    }
  })
}
