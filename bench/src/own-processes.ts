import { spawnSync } from 'node:child_process'

/**
 * Runs this program once for each of several names, each in a process of its own: TensorFlow takes a process's threads
 * only once, and models want different ones. Prints the joined `results` where the program prints JSON.
 * @param option what names them: `--models`
 * @returns false, with nothing done, where there is only one
 */
export function inOwnProcesses(option: string, names: readonly string[]): boolean {
  if (names.length < 2) return false
  const json = process.argv.includes('--json')
  const results: unknown[] = []
  for (const name of names) {
    const { status, stdout } = spawnSync(process.execPath, [...process.argv.slice(1), option, name], {
      encoding: 'utf8',
      stdio: ['ignore', json ? 'pipe' : 'inherit', 'inherit'],
      maxBuffer: 2 ** 28,
    })
    if (status !== 0) process.exit(status ?? 1)
    if (json) results.push(...JSON.parse(stdout).results)
  }
  if (json) process.stdout.write(`${JSON.stringify({ results }, null, 1)}\n`)
  return true
}
