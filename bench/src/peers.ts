import { spawnSync } from 'node:child_process'
import { existsSync, writeFileSync } from 'node:fs'
import path from 'node:path'

/** Versions that are measured against; PyPI's names. */
const PACKAGES: Readonly<Record<string, readonly string[]>> = {
  keras: ['tensorflow-cpu==2.21.0', 'keras==3.15.1'],
  torch: ['torch==2.15.*', 'numpy'],
}

/**
 * Makes a Python environment with the peers in `folder` and gives its interpreter; a second call finds it there.
 * @throws Error with pip's own words when a peer cannot be installed
 */
export async function preparePeers(
  folder: string,
  wanted: readonly string[],
  say: (text: string) => void,
): Promise<string> {
  const python = path.join(folder, 'bin/python')
  const run = (command: string, args: readonly string[]): void => {
    const { status, stderr } = spawnSync(command, args, { encoding: 'utf8' })
    if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed:\n${stderr.slice(-2000)}`)
  }
  for (const [peer, packages] of Object.entries(PACKAGES).filter(([name]) => wanted.includes(name))) {
    const stamp = path.join(folder, `${peer}.installed`)
    if (existsSync(stamp)) continue
    say(`installing ${packages.join(', ')} (some minutes, once)`)
    if (!existsSync(python)) run('python3', ['-m', 'venv', folder])
    run(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...packages])
    writeFileSync(stamp, packages.join('\n'))
  }
  return python
}
