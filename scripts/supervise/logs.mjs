import { existsSync, mkdirSync, openSync, readFileSync, renameSync } from 'node:fs'
import { join } from 'node:path'

const KEPT = 3

/** Opens NAME.log anew; the last three starts' logs stay as NAME.log.1 and so on. @param {string} folder @param {string} name */
export function openLog(folder, name) {
  mkdirSync(folder, { recursive: true })
  const path = join(folder, `${name}.log`)
  for (let age = KEPT; age > 0; age--) {
    const newer = age === 1 ? path : `${path}.${age - 1}`
    if (existsSync(newer)) renameSync(newer, `${path}.${age}`)
  }
  return { path, file: openSync(path, 'a', 0o600) }
}

/** The end of a log, indented. @param {string} path */
export function endOfLog(path) {
  const lines = readFileSync(path, 'utf8').trim().split('\n').slice(-15)
  return lines.map((line) => `    ${line.slice(0, 500)}`).join('\n')
}
