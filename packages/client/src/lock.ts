import { randomUUID } from 'node:crypto'
import { linkSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { hasCode } from './has-code.ts'

const NAME = 'lock'
/** A holder on another machine shows that it is alive by touching the file. */
const TOUCH_MILLISECONDS = 60_000
const ABANDONED_MILLISECONDS = 15 * 60_000

type Holder = { readonly pid: number; readonly host: string; readonly started: string | null }

/** The lock of a run's folder: its holder is the only one who sends it, until it lets go or dies. */
export class Lock {
  readonly #path: string
  readonly #content: string
  #touchedAt = Date.now()

  constructor(path: string, content: string) {
    this.#path = path
    this.#content = content
  }

  /** To be called now and then, so that other machines see that the holder lives. */
  touch(): void {
    if (Date.now() - this.#touchedAt < TOUCH_MILLISECONDS) return
    this.#touchedAt = Date.now()
    attempt(() => utimesSync(this.#path, new Date(), new Date()))
  }

  release(): void {
    if (read(this.#path) === this.#content) attempt(() => rmSync(this.#path))
  }
}

/** The lock of a folder, or null while somebody alive holds it. @throws where it cannot be written */
export function takeLock(folder: string): Lock | null {
  const path = join(folder, NAME)
  const holder: Holder = { pid: process.pid, host: hostname(), started: startOf(process.pid) }
  const content = JSON.stringify({ ...holder, id: randomUUID() })
  const mine = join(folder, `${NAME}.${randomUUID()}`)
  writeFileSync(mine, content)
  try {
    for (let attempts = 0; attempts < 3; attempts++) {
      if (link(mine, path)) return new Lock(path, content)
      const found = read(path)
      if (found === null) continue
      if (isHeld(path, found)) return null
      setAside(folder, path, found)
    }
    return null
  } finally {
    attempt(() => rmSync(mine))
  }
}

/** Who holds the lock, in words; null when nobody alive does. */
export function lockHolder(folder: string): string | null {
  const path = join(folder, NAME)
  const found = read(path)
  if (found === null || !isHeld(path, found)) return null
  const holder = parse(found)
  return `process ${holder?.pid} on ${holder?.host}`
}

/** Removes the lock of a dead holder. Somebody else may have taken it over meanwhile: then it is put back. */
function setAside(folder: string, path: string, dead: string): void {
  const aside = join(folder, `${NAME}.${randomUUID()}`)
  if (!attempt(() => renameSync(path, aside))) return
  if (read(aside) !== dead) link(aside, path)
  attempt(() => rmSync(aside))
}

/** Whether the lock is made now; false where there is one. */
function link(source: string, target: string): boolean {
  try {
    linkSync(source, target)
    return true
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false
  }
  // A file system without hard links: creating exclusively is nearly as good.
  try {
    writeFileSync(target, readFileSync(source), { flag: 'wx' })
    return true
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false
    throw error
  }
}

function isHeld(path: string, content: string): boolean {
  const holder = parse(content)
  if (holder?.host !== hostname()) {
    const touched = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0
    return Date.now() - touched < ABANDONED_MILLISECONDS
  }
  if (!isAlive(holder.pid)) return false
  return holder.started === null || holder.started === startOf(holder.pid)
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return !hasCode(error, 'ESRCH')
  }
}

/** When a process began, so that a later one of the same number is not taken for it; null where it is unknown. */
function startOf(pid: number): string | null {
  const stat = read(`/proc/${pid}/stat`)
  // The name, in parentheses, may hold anything.
  const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ')
  // A zombie is dead already; only its parent has not asked how it ended.
  return fields?.[0] === 'Z' ? 'ended' : (fields?.[19] ?? null)
}

function parse(content: string): Holder | null {
  try {
    const holder: unknown = JSON.parse(content)
    if (typeof holder !== 'object' || holder === null) return null
    const { pid, host, started } = { pid: 0, host: '', started: null, ...holder }
    return Number.isInteger(pid) && pid > 0 ? { pid, host, started } : null
  } catch {
    return null
  }
}

function read(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return null
  }
}

function attempt(act: () => void): boolean {
  try {
    act()
    return true
  } catch {
    return false
  }
}
