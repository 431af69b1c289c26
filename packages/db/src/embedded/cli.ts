import { parseArgs } from 'node:util'
import { startPostgres } from './start.ts'
import { startTemporaryPostgres } from './temporary.ts'

/**
 * Runs the embedded PostgreSQL for a parent process: prints one line of JSON with its addresses on standard output
 * once it answers, and stops it at SIGTERM, SIGINT or when standard input closes, that is, when the parent is gone.
 */
async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      folder: { type: 'string' },
      log: { type: 'string' },
      temporary: { type: 'boolean', default: false },
    },
  })
  const asked = new Promise<'asked'>((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => resolve('asked'))
    process.stdin.once('close', () => resolve('asked'))
    process.stdin.resume()
  })
  const postgres = values.temporary
    ? await startTemporaryPostgres()
    : await startPostgres({
        folder: required(values.folder),
        ...(values.log === undefined ? {} : { log: values.log }),
        report: (line) => process.stderr.write(`${line}\n`),
      })
  const { url, superuserUrl, port, pid } = postgres
  process.stdout.write(`${JSON.stringify({ url, superuserUrl, port, pid })}\n`)
  const ended = await Promise.race([asked, postgres.exited])
  if (ended === 'asked') {
    await postgres.stop()
    return 0
  }
  process.stderr.write(`PostgreSQL ended by itself (${ended.signal ?? `exit status ${ended.code}`}).\n`)
  return 1
}

function required(folder: string | undefined): string {
  if (folder === undefined) throw new Error('Say where the database lives: --folder DIR (or --temporary).')
  return folder
}

try {
  process.exitCode = await main()
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
}
process.stdin.destroy()
