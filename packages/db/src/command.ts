import path from 'node:path'
import { z } from 'zod'
import { BackupError } from './backup/archive.ts'
import { openEmbedded } from './embedded/index.ts'
import { MigrationError } from './migrate-database.ts'

/** What whoever gave a command can mend, in one sentence. */
export class CommandError extends Error {}

const settings = z.object({ ATELIER_DATA: z.string().min(1), DATABASE_URL: z.string().optional() })

export type Installation = { readonly databaseUrl: string; readonly dataFolder: string }

/**
 * Does something with the installation that this machine's environment names: DATABASE_URL, or the database in
 * ATELIER_DATA, which is started for the visit if it does not run.
 */
export async function visitInstallation(work: (installation: Installation) => Promise<void>): Promise<void> {
  const { ATELIER_DATA, DATABASE_URL } = settings.parse(process.env)
  const dataFolder = path.resolve(ATELIER_DATA)
  if (DATABASE_URL) return await work({ databaseUrl: DATABASE_URL, dataFolder })
  const embedded = await openEmbedded(path.join(dataFolder, 'postgres'))
  await work({ databaseUrl: embedded.url, dataFolder }).finally(() => embedded.close())
}

/** Runs a command to its end. What a person can mend is one sentence on standard error, a bug its stack; the status is then 1. */
export async function runCommand(main: () => Promise<void>): Promise<void> {
  try {
    await main()
  } catch (error) {
    const told = error instanceof Error && !isMendable(error) ? error.stack : error
    process.stderr.write(`${told instanceof Error ? told.message : String(told)}\n`)
    process.exitCode = 1
  }
}

const isMendable = (error: Error): boolean =>
  error instanceof CommandError ||
  error instanceof BackupError ||
  error instanceof MigrationError ||
  // What node:util's parseArgs does not take.
  (error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS'))
