import { homedir } from 'node:os'
import { join } from 'node:path'
import { say } from './say.ts'

const modes = ['online', 'offline', 'disabled'] as const
/** `offline`: only into the spool, for `atelier sync`; `disabled`: nothing at all. */
export type Mode = (typeof modes)[number]

export type Connection = {
  /** Address of the server; else ATELIER_URL, else http://localhost:3000. */
  readonly url?: string | undefined
  /** API key; else ATELIER_API_KEY. */
  readonly apiKey?: string | undefined
  /** Slug of the workspace that slugs of projects are of; else ATELIER_WORKSPACE, else the key's oldest. */
  readonly workspace?: string | undefined
}

/** Where the server is, who asks, and in which workspace. */
export const readConnection = ({ url, apiKey, workspace }: Connection) => ({
  url: (url || process.env.ATELIER_URL || 'http://localhost:3000').replace(/\/+$/, ''),
  apiKey: apiKey || process.env.ATELIER_API_KEY || undefined,
  workspace: workspace || process.env.ATELIER_WORKSPACE || undefined,
})

/** The folder of the spool: the one given, ATELIER_SPOOL, or one of the person's own. */
export function spoolFolder(given?: string): string {
  const state = process.env.XDG_STATE_HOME || join(homedir(), '.local', 'state')
  return given || process.env.ATELIER_SPOOL || join(state, 'atelier', 'spool')
}

export function readMode(given?: Mode): Mode {
  const chosen = given ?? (process.env.ATELIER_MODE || 'online')
  const mode = modes.find((known) => known === chosen)
  if (mode) return mode
  say(`ATELIER_MODE must be one of ${modes.join(', ')}, not '${chosen}': going on as 'online'`)
  return 'online'
}
