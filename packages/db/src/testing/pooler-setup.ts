import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, chownSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import path from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { serverAccount } from '../embedded/account.ts'
import { freePort } from './free-port.ts'
import startTestServer from './global-setup.ts'

const PROGRAM = process.env.PGBOUNCER_PATH || 'pgbouncer'
/** `on`: prepared statements go through it, and the address tells nothing of it. */
const PREPARES = process.env.PGBOUNCER_PREPARED === 'on'

/**
 * vitest's globalSetup for tests behind a real PgBouncer in transaction mode: few connections, and every transaction
 * may get another one. Told in the address as one that knows no prepared statements, unless PGBOUNCER_PREPARED is `on`.
 */
export default async function startPooler(): Promise<() => Promise<void>> {
  const knowsThem = programKnowsPreparedStatements()
  if (PREPARES && !knowsThem) throw new Error(`PGBOUNCER_PREPARED=on needs PgBouncer 1.21 or newer`)
  const stopServer = await startTestServer()
  const server = new URL(process.env.ATELIER_TEST_DATABASE_URL ?? '')
  const port = await freePort()
  const folder = writeSettings(server, port, knowsThem)
  const account = serverAccount()
  const pooler = spawn(PROGRAM, ['-q', path.join(folder, 'pgbouncer.ini')], {
    ...(account ?? {}),
    ...{ cwd: '/', stdio: ['ignore', 'inherit', 'inherit'] },
  })
  await untilOpen(port)
  const address = new URL(server)
  address.host = `127.0.0.1:${port}`
  if (!PREPARES) address.searchParams.set('pgbouncer', 'true')
  process.env.ATELIER_TEST_POOLER_URL = address.href
  return async () => {
    const ended = once(pooler, 'exit')
    pooler.kill('SIGKILL')
    await ended
    rmSync(folder, { recursive: true, force: true })
    await stopServer?.()
  }
}

function programKnowsPreparedStatements(): boolean {
  const { error, stdout } = spawnSync(PROGRAM, ['--version'], { encoding: 'utf8' })
  if (error)
    throw new Error(
      `${PROGRAM} cannot be run (${error.message}): install PgBouncer (Debian: apt-get install pgbouncer) or name its program in PGBOUNCER_PATH`,
    )
  const [, major = 0, minor = 0] = /^PgBouncer (\d+)\.(\d+)/.exec(stdout)?.map(Number) ?? []
  return major > 1 || (major === 1 && minor >= 21)
}

function writeSettings(server: URL, port: number, knowsPreparedStatements: boolean): string {
  const folder = mkdtempSync('/tmp/atelier-pgbouncer-')
  const user = decodeURIComponent(server.username)
  const password = decodeURIComponent(server.password)
  const users = path.join(folder, 'users.txt')
  const settings = `[databases]
* = host=${server.hostname} port=${server.port}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = plain
auth_file = ${users}
pool_mode = transaction
default_pool_size = 5
max_client_conn = 1000
server_fast_close = 1
server_login_retry = 0.1
logfile =
${knowsPreparedStatements ? `max_prepared_statements = ${PREPARES ? 100 : 0}` : ''}
`
  writeFileSync(users, `"${user}" "${password}"\n`)
  writeFileSync(path.join(folder, 'pgbouncer.ini'), settings)
  const account = serverAccount()
  if (account) for (const file of [folder, users]) chownSync(file, account.uid, account.gid)
  chmodSync(users, 0o600)
  return folder
}

async function untilOpen(port: number): Promise<void> {
  for (let tries = 0; tries < 200; tries += 1) {
    const socket = connect(port, '127.0.0.1')
    const open = await once(socket, 'connect').then(
      () => true,
      () => false,
    )
    socket.destroy()
    if (open) return
    await setTimeout(50)
  }
  throw new Error(`PgBouncer did not answer on port ${port}`)
}
