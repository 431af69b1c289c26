import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { type EmbeddedPostgres, startPostgres, startTemporaryPostgres } from '../src/embedded/index.ts'
import { identify } from '../src/embedded/process-identity.ts'

const cli = fileURLToPath(new URL('../src/embedded/cli.ts', import.meta.url))
/** A cluster that was started and stopped once: copying it takes a tenth of the time of initdb. */
let made: string
let folder: string
let cleanUp: (() => unknown)[]

beforeAll(async () => {
  made = temporaryFolder()
  const postgres = await startPostgres({ folder: made })
  await postgres.stop()
})

afterAll(() => rmSync(made, { recursive: true, force: true }))

beforeEach(() => {
  folder = temporaryFolder()
  cleanUp = [() => rmSync(folder, { recursive: true, force: true })]
  // cp, not cpSync: the files must keep the owner that the server runs as.
  execFileSync('cp', ['-a', `${made}/.`, folder])
})

afterEach(async () => {
  for (const step of cleanUp.reverse()) await step()
})

function temporaryFolder(): string {
  const path = mkdtempSync(join(tmpdir(), 'atelier embedded-'))
  chmodSync(path, 0o755)
  return path
}

async function start(): Promise<EmbeddedPostgres> {
  const postgres = await startPostgres({ folder })
  cleanUp.push(postgres.stop)
  return postgres
}

async function query(url: string, text: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query<Record<string, unknown>>(text)).rows
  } finally {
    await client.end()
  }
}

const address = z.object({ url: z.string(), pid: z.int() })

/** The command line's process, once its server answers. */
async function startCli(): Promise<{ cli: ChildProcess; url: string; pid: number }> {
  const child = spawn(process.execPath, [cli, '--folder', folder], { stdio: ['pipe', 'pipe', 'inherit'] })
  const exited = once(child, 'exit')
  cleanUp.push(() => child.kill('SIGTERM') && exited)
  const [line]: unknown[] = await once(createInterface({ input: child.stdout }), 'line')
  return { cli: child, ...address.parse(JSON.parse(String(line))) }
}

describe('startPostgres', () => {
  test('keeps what was committed, its port and its passwords over a clean stop', async () => {
    const first = await start()
    await query(first.url, 'CREATE TABLE kept AS SELECT 42 AS answer')
    await first.stop()
    expect(await first.exited).toEqual({ code: 0, signal: null })
    const second = await start()
    expect(second.url).toBe(first.url)
    expect(await query(second.url, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }])
  })

  test('keeps what was committed over kill -9 of the server', async () => {
    const first = await start()
    await query(first.url, 'CREATE TABLE kept AS SELECT 42 AS answer')
    process.kill(first.pid, 'SIGKILL')
    expect(await first.exited).toEqual({ code: null, signal: 'SIGKILL' })
    const second = await start()
    expect(await query(second.url, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }])
  })

  test('gives the product a role that is not a superuser, and a database that it owns', async () => {
    const { url } = await start()
    const [row] = await query(
      url,
      `SELECT rolsuper, current_database() AS database,
        pg_get_userbyid((SELECT datdba FROM pg_database WHERE datname = current_database())) AS owner
       FROM pg_roles WHERE rolname = current_user`,
    )
    expect(row).toEqual({ rolsuper: false, database: 'atelier', owner: 'atelier' })
  })

  test('listens on the loopback interface only and asks for a password', async () => {
    const { url, superuserUrl, port } = await start()
    expect(await query(superuserUrl, 'SHOW listen_addresses')).toEqual([{ listen_addresses: '127.0.0.1' }])
    expect(await query(superuserUrl, 'SHOW unix_socket_directories')).toEqual([
      { unix_socket_directories: '' },
    ])
    const guessed = url.replace(/:[^:@]+@/, ':postgres@')
    expect(guessed).toContain(`:postgres@127.0.0.1:${port}/`)
    await expect(query(guessed, 'SELECT 1')).rejects.toThrow('password authentication failed')
    const secrets = join(folder, 'credentials.json')
    expect(statSync(secrets).mode & 0o777).toBe(0o600)
    expect(readFileSync(join(folder, 'server.log'), 'utf8')).not.toContain(new URL(url).password)
  })

  test('starts over a postmaster.pid whose number belongs to another program now', async () => {
    const first = await start()
    await first.stop()
    const content = [process.pid, join(folder, 'data'), 1, first.port, '', '127.0.0.1', '', 'ready'].join(
      '\n',
    )
    writeFileSync(join(folder, 'data', 'postmaster.pid'), `${content}\n`)
    const second = await start()
    expect(await query(second.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }])
  })

  test('takes another port when its own is busy, and remembers the new one', async () => {
    const first = await start()
    await first.stop()
    const squatter = createServer().listen(first.port, '127.0.0.1')
    cleanUp.push(() => squatter.close())
    await once(squatter, 'listening')
    const second = await start()
    expect(second.port).not.toBe(first.port)
    await second.stop()
    const third = await start()
    expect(third.port).toBe(second.port)
  })

  test('begins again where an initdb was interrupted', async () => {
    rmSync(join(folder, 'data'), { recursive: true })
    mkdirSync(join(folder, 'data.12345'))
    writeFileSync(join(folder, 'data.12345', 'PG_VERSION'), '18\n')
    const { url } = await start()
    expect(await query(url, 'SELECT 1 AS one')).toEqual([{ one: 1 }])
    expect(() => statSync(join(folder, 'data.12345'))).toThrow('ENOENT')
  })

  test('refuses a folder that a living process runs, and names that process', async () => {
    const owner = await startCli()
    await expect(startPostgres({ folder })).rejects.toThrow(`is already run by process ${owner.cli.pid}`)
    expect(await query(owner.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }])
  })

  test('says so when the data belong to another version of PostgreSQL', async () => {
    const first = await start()
    await first.stop()
    writeFileSync(join(folder, 'data', 'PG_VERSION'), '17\n')
    await expect(startPostgres({ folder })).rejects.toThrow('is of PostgreSQL 17')
  })

  test('says so when the passwords are gone', async () => {
    const first = await start()
    await first.stop()
    rmSync(join(folder, 'credentials.json'))
    await expect(startPostgres({ folder })).rejects.toThrow('has lost its passwords')
  })
})

test.runIf(process.getuid?.() === 0)(
  'root keeps a database under a closed folder where the server can reach it',
  async () => {
    const closed = join(folder, 'closed', 'project', '.atelier', 'postgres')
    mkdirSync(closed, { recursive: true })
    chmodSync(join(folder, 'closed'), 0o700)
    const lines: string[] = []
    const first = await startPostgres({ folder: closed, report: (line) => lines.push(line) })
    cleanUp.push(first.stop)
    const moved = readFileSync(join(closed, 'moved-to'), 'utf8')
    cleanUp.push(() => rmSync(moved, { recursive: true, force: true }))
    expect(lines).toEqual([`PostgreSQL's account cannot enter ${closed}: the database is kept in ${moved}`])
    await query(first.url, 'CREATE TABLE kept AS SELECT 42 AS answer')
    await first.stop()
    const second = await startPostgres({ folder: closed })
    cleanUp.push(second.stop)
    expect(await query(second.url, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }])
  },
)

describe('the command line', () => {
  test('takes over, with all data, after kill -9 of the process that owned the server', async () => {
    const first = await startCli()
    await query(first.url, 'CREATE TABLE kept AS SELECT 42 AS answer')
    first.cli.kill('SIGKILL')
    await once(first.cli, 'exit')
    const second = await start()
    expect(second.pid).not.toBe(first.pid)
    expect(identify(first.pid)).toBeNull()
    expect(await query(second.url, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }])
  })

  test('takes over after kill -9 of the server and of its owner together', async () => {
    const first = await startCli()
    await query(first.url, 'CREATE TABLE kept AS SELECT 42 AS answer')
    process.kill(first.pid, 'SIGKILL')
    first.cli.kill('SIGKILL')
    await once(first.cli, 'exit')
    const second = await start()
    expect(await query(second.url, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }])
  })

  test.each(['SIGTERM', 'SIGINT'] as const)('stops the server at %s', async (signal) => {
    const running = await startCli()
    running.cli.kill(signal)
    expect(await once(running.cli, 'exit')).toEqual([0, null])
    expect(identify(running.pid)).toBeNull()
  })

  test('stops the server when its parent closes standard input', async () => {
    const running = await startCli()
    running.cli.stdin?.end()
    expect(await once(running.cli, 'exit')).toEqual([0, null])
    expect(identify(running.pid)).toBeNull()
  })

  test('ends with an error when the server dies', async () => {
    const running = await startCli()
    process.kill(running.pid, 'SIGKILL')
    expect(await once(running.cli, 'exit')).toEqual([1, null])
  })
})

test('a temporary cluster is gone once it is stopped', async () => {
  const postgres = await startTemporaryPostgres()
  const [row] = await query(postgres.superuserUrl, 'SHOW data_directory')
  const data = z.object({ data_directory: z.string() }).parse(row).data_directory
  expect(await query(postgres.superuserUrl, 'SHOW fsync')).toEqual([{ fsync: 'off' }])
  await postgres.stop()
  expect(() => statSync(data)).toThrow('ENOENT')
})
