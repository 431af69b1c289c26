import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Database, hasOwner } from '@atelier/db'
import type { Logger } from 'pino'

/**
 * The link by which the first person makes the account that owns everything: in a file that only those can read who
 * may read the data folder, until it is used.
 */
export class FirstOwner {
  readonly #db: Database
  readonly #file: string
  readonly #folder: string
  readonly #log: Logger
  #there = false

  constructor(db: Database, dataFolder: string, log: Logger) {
    this.#db = db
    this.#folder = dataFolder
    this.#file = join(dataFolder, 'first-owner-link')
    this.#log = log
  }

  /** Whether there is an owner. Once there is one, there always is. */
  async isThere(): Promise<boolean> {
    this.#there ||= await hasOwner(this.#db)
    return this.#there
  }

  /** Writes the link, as long as there is no owner; a restart keeps its secret. @param address where the site is */
  async offer(address: string): Promise<void> {
    if (await this.isThere()) return this.done()
    await mkdir(this.#folder, { recursive: true })
    const token = (await this.#token()) ?? randomBytes(32).toString('base64url')
    // A file that is there keeps its mode, which may be too open.
    await rm(this.#file, { force: true })
    await writeFile(this.#file, `${address}/welcome?token=${token}\n`, { mode: 0o600 })
    this.#log.info({ file: this.#file }, 'there is no owner yet: the link in this file makes one')
  }

  /** Whether a token is that of the link. */
  async accepts(token: string): Promise<boolean> {
    const ours = await this.#token()
    return ours !== undefined && timingSafeEqual(digest(token), digest(ours))
  }

  /** The link is of no more use. */
  async done(): Promise<void> {
    await rm(this.#file, { force: true })
  }

  async #token(): Promise<string | undefined> {
    const link = await readFile(this.#file, 'utf8').catch(() => '')
    return /\?token=([\w-]{43})$/.exec(link.trim())?.[1]
  }
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest()
