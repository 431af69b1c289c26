import { parseArgs } from 'node:util'
import { startPostgres } from './start.ts'

/**
 * Runs the embedded PostgreSQL for a parent process: prints lines of JSON on standard output, `{report}` with what a
 * person should know and, once it answers, one with its addresses. Stops it at SIGTERM, SIGINT or when standard input
 * closes, that is, when the parent is gone.
 */
async function main(): Promise<number> {
  const { values } = parseArgs({ options: { folder: { type: 'string' }, log: { type: 'string' } } })
  const asked = new Promise<'asked'>((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => resolve('asked'))
    process.stdin.once('close', () => resolve('asked'))
    process.stdin.resume()
  })
  const postgres = await startPostgres({
    folder: required(values.folder),
    ...(values.log === undefined ? {} : { log: values.log }),
    report: (report) => tell({ report }),
  })
  const { url, superuserUrl, port, pid } = postgres
  tell({ url, superuserUrl, port, pid })
  const ended = await Promise.race([asked, postgres.exited])
  if (ended === 'asked') {
    await postgres.stop()
    return 0
  }
  process.stderr.write(`PostgreSQL ended by itself (${ended.signal ?? `exit status ${ended.code}`}).\n`)
  return 1
}

const tell = (message: Record<string, unknown>): unknown =>
  process.stdout.write(`${JSON.stringify(message)}\n`)

function required(folder: string | undefined): string {
  if (folder === undefined) throw new Error('Say where the database lives: --folder DIR.')
  return folder
}

try {
  process.exitCode = await main()
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
}
process.stdin.destroy()
