import { randomBytes } from 'node:crypto'
import { chownSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { z } from 'zod'
import { type Account, canReach } from './account.ts'

/** Where one cluster keeps its things. */
export type ClusterFolder = {
  readonly root: string
  /** PGDATA: belongs to the account that the server runs as. */
  readonly data: string
  readonly credentials: string
  readonly port: string
  readonly lock: string
}

/** A place that every account can reach; used by root only, when the wanted folder lies below a closed one. */
export const SHARED_FOLDER = '/var/lib/atelier'

const MOVED = 'moved-to'

/**
 * The cluster's folder: the wanted one, or, where the server's account cannot enter it, one under /var/lib/atelier.
 * The wanted folder then remembers the other in a file, so that later starts find the same data again.
 */
export function openFolder(
  wanted: string,
  account: Account | null,
  report: (line: string) => void,
): ClusterFolder {
  const folder = resolve(wanted)
  mkdirSync(folder, { recursive: true, mode: 0o755 })
  const moved = join(folder, MOVED)
  if (existsSync(moved)) return layout(readFileSync(moved, 'utf8').trim())
  if (canReach(account, folder)) return layout(folder)
  const name = `${basename(dirname(dirname(folder)))}-${randomBytes(4).toString('hex')}`.replaceAll(
    /[^\w.-]/g,
    '_',
  )
  const reachable = join(SHARED_FOLDER, name)
  mkdirSync(reachable, { recursive: true, mode: 0o755 })
  replaceFile(moved, reachable, 0o644)
  report(`PostgreSQL's account cannot enter ${folder}: the database is kept in ${reachable}`)
  return layout(reachable)
}

function layout(root: string): ClusterFolder {
  const inside = (name: string) => join(root, name)
  return {
    root,
    data: inside('data'),
    credentials: inside('credentials.json'),
    port: inside('port'),
    lock: inside('owner.lock'),
  }
}

const credentials = z.object({ superuser: z.string().min(1), application: z.string().min(1) })
export type Credentials = z.output<typeof credentials>

/** The passwords of the two roles, made once at random for each cluster; readable by the owner alone. */
export function openCredentials(folder: ClusterFolder): Credentials {
  if (existsSync(folder.credentials))
    return credentials.parse(JSON.parse(readFileSync(folder.credentials, 'utf8')))
  if (existsSync(folder.data))
    throw new Error(
      `The database in ${folder.root} has lost its passwords: ${folder.credentials} is missing. Put that file back ` +
        'from a backup, or move the folder away to begin with an empty database.',
    )
  const secret = () => randomBytes(24).toString('base64url')
  const made = { superuser: secret(), application: secret() }
  replaceFile(folder.credentials, JSON.stringify(made), 0o600)
  return made
}

/** Writes under another name and renames, so that a reader sees the old content or the new, never half. */
export function replaceFile(path: string, content: string, mode: number, owner: Account | null = null): void {
  const unfinished = `${path}.${process.pid}`
  writeFileSync(unfinished, content, { mode })
  if (owner) chownSync(unfinished, owner.uid, owner.gid)
  renameSync(unfinished, path)
}
