import { execFileSync, spawnSync } from 'node:child_process'

/** The system account that PostgreSQL runs as when root starts it; it refuses to run as root. */
export type Account = { readonly uid: number; readonly gid: number }

const NAME = 'postgres'

/**
 * Whom PostgreSQL must run as: null (as oneself) for everybody but root, else the account `postgres`,
 * which is created where it is missing.
 * @throws Error when the account is missing and cannot be created.
 */
export function serverAccount(): Account | null {
  if (process.getuid?.() !== 0) return null
  const existing = findAccount()
  if (existing) return existing
  const tried = [
    spawnSync('groupadd', ['--system', '--force', NAME], { encoding: 'utf8' }),
    spawnSync(
      'useradd',
      ['--system', '--gid', NAME, '--home-dir', '/nonexistent', '--shell', '/usr/sbin/nologin', NAME],
      { encoding: 'utf8' },
    ),
  ]
  // Another process may have created it in the meantime, so the account decides, not the exit status.
  const created = findAccount()
  if (created) return created
  const reasons = tried.map((result) => result.stderr?.trim() || result.error?.message).filter(Boolean)
  throw new Error(
    `PostgreSQL does not run as root, and the account '${NAME}' could not be created (${reasons.join('; ')}): ` +
      `create it with 'useradd --system ${NAME}', or start Atelier as an ordinary user.`,
  )
}

function findAccount(): Account | null {
  try {
    const id = (flag: string) =>
      Number(execFileSync('id', [flag, NAME], { stdio: ['ignore', 'pipe', 'ignore'] }))
    return { uid: id('-u'), gid: id('-g') }
  } catch {
    return null
  }
}

/** Whether the account can enter (a folder) or run (a file) that path: every folder above must be open to it. */
export function canReach(account: Account | null, path: string): boolean {
  if (account === null) return true
  return spawnSync('test', ['-x', path], { ...account, cwd: '/', stdio: 'ignore' }).status === 0
}
