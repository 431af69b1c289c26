import { randomBytes } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** The secret that cookies are signed with: made once for a data folder, and readable by its owner alone. */
export async function authSecret(dataFolder: string): Promise<string> {
  const file = join(dataFolder, 'auth-secret')
  await mkdir(dataFolder, { recursive: true })
  // `wx`: of several processes that start at once, one writes it.
  await writeFile(file, randomBytes(32).toString('base64url'), { mode: 0o600, flag: 'wx' }).catch(unlessThere)
  return (await readFile(file, 'utf8')).trim()
}

function unlessThere(error: unknown): void {
  if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
}
