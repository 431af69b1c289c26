import { readdirSync } from 'node:fs'
import { hasCode } from '../has-code.ts'

/** What a folder holds, by names; nothing where there is no such folder. @throws Error of the system otherwise */
export function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return []
    throw error
  }
}
