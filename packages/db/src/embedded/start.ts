import { join } from 'node:path'
import { type Account, serverAccount } from './account.ts'
import { type Binaries, prepareBinaries } from './binaries.ts'
import { type ClusterFolder, openCredentials, openFolder, SHARED_FOLDER } from './folder.ts'
import { initializeData } from './initialize.ts'
import { clearLeftovers } from './leftovers.ts'
import { takeOwnership } from './owner-lock.ts'
import { choosePort, rememberPort } from './ports.ts'
import { APPLICATION, addressOf, ensureApplication, SUPERUSER } from './roles.ts'
import { becameReady, type Exit, type ServerProcess, spawnServer } from './server-process.ts'

export type StartOptions = {
  /** Where the cluster lives; made when missing. */
  readonly folder: string
  /** The server's log, appended to; by default `server.log` in the folder. */
  readonly log?: string
  /** False: no fsync, for data that are thrown away. */
  readonly durable?: boolean
  /** Told in one sentence what a person should know, such as data kept elsewhere. */
  readonly report?: (line: string) => void
}

export type EmbeddedPostgres = {
  /** The product's role and database. */
  readonly url: string
  /** The superuser's, to the database `postgres`. */
  readonly superuserUrl: string
  readonly port: number
  readonly pid: number
  /** Resolves when the server has ended, for whatever reason. */
  readonly exited: Promise<Exit>
  /** Breaks clients off, writes everything down and ends the server. Safe to call again. */
  readonly stop: () => Promise<void>
}

/** Settings under which a crash may lose everything, and nothing waits for the disk. */
const NOT_DURABLE = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  max_connections: '200',
}

/**
 * Starts the PostgreSQL that comes as an npm package on a folder of its own, as a child of this process, on a free
 * port of the loopback interface. Survives every way in which the last run can have ended. The server stops when
 * this process ends.
 * @throws Error when another living process runs the same folder, or when the server does not come up: with what it logged.
 */
export async function startPostgres(options: StartOptions): Promise<EmbeddedPostgres> {
  const account = serverAccount()
  const folder = openFolder(options.folder, account, options.report ?? (() => undefined))
  const release = takeOwnership(folder.lock, `The database in ${folder.root}`)
  try {
    const binaries = prepareBinaries(account, SHARED_FOLDER)
    const passwords = openCredentials(folder)
    initializeData(folder, passwords.superuser, binaries, account, { durable: options.durable ?? true })
    await clearLeftovers(folder)
    const { server, port } = await bringUp(folder, account, binaries, options)
    try {
      await ensureApplication(port, passwords)
    } catch (error) {
      await stopServer(server)
      throw error
    }
    return {
      url: addressOf(APPLICATION, passwords.application, port, APPLICATION),
      superuserUrl: addressOf(SUPERUSER, passwords.superuser, port, 'postgres'),
      port,
      pid: server.pid,
      exited: server.exited.finally(release),
      stop: () => stopServer(server),
    }
  } catch (error) {
    release()
    throw error
  }
}

async function stopServer(server: ServerProcess): Promise<void> {
  if (await server.end('SIGINT', 20_000)) return
  if (await server.end('SIGQUIT', 10_000)) return
  await server.end('SIGKILL', 10_000)
}

const ATTEMPTS = 5

/** What passes by itself: a port that was taken after it was chosen. */
const PORT_TAKEN = /could not bind|could not create any TCP/

async function bringUp(
  folder: ClusterFolder,
  account: Account | null,
  binaries: Binaries,
  options: StartOptions,
): Promise<{ server: ServerProcess; port: number }> {
  const log = options.log ?? join(folder.root, 'server.log')
  const settings = options.durable === false ? NOT_DURABLE : {}
  for (let attempt = 1; ; attempt++) {
    const port = await choosePort(folder)
    const server = spawnServer(binaries.postgres, folder, account, { port, log, settings })
    if (await becameReady(server, folder)) {
      rememberPort(folder, port)
      return { server, port }
    }
    const said = server.logged()
    if (attempt === ATTEMPTS || !PORT_TAKEN.test(said))
      throw new Error(
        `PostgreSQL did not start on ${folder.data}. It logged in ${log}:\n${said.slice(-2000)}`,
      )
  }
}
