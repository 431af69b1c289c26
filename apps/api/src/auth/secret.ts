import { randomBytes } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Database, isAuthSecret } from '@atelier/db'
import { hasCode } from '../has-code.ts'

/**
 * The secret that cookies are signed with: made once for a data folder, and readable by its owner alone. All API
 * processes of a database have the same one, or a session would hold at one and not at the next.
 */
export async function authSecret(db: Database, dataFolder: string): Promise<string> {
  const file = join(dataFolder, 'auth-secret')
  await mkdir(dataFolder, { recursive: true })
  // `wx`: of several processes that start at once, one writes it.
  await writeFile(file, randomBytes(32).toString('base64url'), { mode: 0o600, flag: 'wx' }).catch(unlessThere)
  const secret = (await readFile(file, 'utf8')).trim()
  if (await isAuthSecret(db, secret)) return secret
  throw new Error(
    `The secret in ${file} is not the one that the other API processes of this database sign cookies with: copy that ` +
      'file from the data folder of one of them, or, if it is lost, run "npm run keys -- forget-secret" and start again.',
  )
}

function unlessThere(error: unknown): void {
  if (!hasCode(error, 'EEXIST')) throw error
}
