import { spawnSync } from 'node:child_process'
import {
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import type { Account } from './account.ts'
import type { Binaries } from './binaries.ts'
import { SERVER_ENVIRONMENT } from './environment.ts'
import type { ClusterFolder } from './folder.ts'
import { SUPERUSER } from './roles.ts'

const MAJOR_VERSION = '18'

/**
 * Makes the cluster's data folder with initdb unless it is there: under another name first, so that an interrupted
 * initdb leaves nothing that a later start would take for a database.
 * @throws Error when initdb fails, or when the data belong to another major version of PostgreSQL.
 */
export function initializeData(
  folder: ClusterFolder,
  password: string,
  binaries: Binaries,
  account: Account | null,
  options: { readonly durable: boolean },
): void {
  if (existsSync(folder.data)) {
    checkVersion(folder)
    return
  }
  for (const name of readdirSync(folder.root))
    if (name.startsWith('data.')) rmSync(join(folder.root, name), { recursive: true, force: true })
  const unfinished = `${folder.data}.${process.pid}`
  mkdirSync(unfinished, { mode: 0o700 })
  const passwordFile = join(folder.root, `data.password.${process.pid}`)
  writeFileSync(passwordFile, password, { mode: 0o600 })
  if (account) for (const path of [unfinished, passwordFile]) chownSync(path, account.uid, account.gid)
  const locale = ['--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--encoding=UTF8']
  const access = ['--auth-host=scram-sha-256', '--auth-local=reject', `--username=${SUPERUSER}`]
  const result = spawnSync(
    binaries.initdb,
    [
      '-D',
      unfinished,
      `--pwfile=${passwordFile}`,
      ...access,
      ...locale,
      ...(options.durable ? [] : ['--no-sync']),
    ],
    { ...account, cwd: '/', encoding: 'utf8', env: SERVER_ENVIRONMENT },
  )
  rmSync(passwordFile, { force: true })
  if (result.status !== 0) {
    rmSync(unfinished, { recursive: true, force: true })
    const reason = result.error?.message ?? (result.stderr.trim() || result.stdout.trim())
    throw new Error(`initdb could not make a database in ${folder.root}: ${reason}`)
  }
  renameSync(unfinished, folder.data)
}

function checkVersion(folder: ClusterFolder): void {
  const found = readFileSync(join(folder.data, 'PG_VERSION'), 'utf8').trim()
  if (found !== MAJOR_VERSION)
    throw new Error(
      `The database in ${folder.data} is of PostgreSQL ${found}; this version of Atelier brings PostgreSQL ` +
        `${MAJOR_VERSION}. Dump it with version ${found} and load it into a new one, or set DATABASE_URL.`,
    )
}
