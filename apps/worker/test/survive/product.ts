import { chmodSync, readFileSync, readlinkSync, rmSync, symlinkSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { migrateDatabase } from '@atelier/db'
import { freePort } from '@atelier/db/testing'
import { apiCommand } from '../../../../scripts/supervise/api-command.mjs'
import { startDatabase } from '../../../../scripts/supervise/database.mjs'
import { openLog } from '../../../../scripts/supervise/logs.mjs'
import { type Service, startService } from '../../../../scripts/supervise/service.mjs'
import { SmallDisk } from '../small-disk.ts'
import { childrenOf, temporaryData } from '../worker-process.ts'
import { DatabaseProxy } from './database-proxy.ts'
import { isAlive } from './processes.ts'

const root = path.resolve(import.meta.dirname, '../../../..')

export type ProductOptions = {
  /** The API and the site as they are built; otherwise the API from its source, and no site. */
  readonly built: boolean
  readonly leaseSeconds: number
  /** Told in one line what its supervisor does. */
  report(line: string): void
}

/** Room for PostgreSQL, its log of changes and the checkpoints, and little more. */
const DISK_MEBIBYTES = 640

/** Two workers, so that one can take up what the other had. */
const workers = ['left', 'right'] as const
export type WorkerName = (typeof workers)[number]
type ServiceName = WorkerName | 'api' | 'site'

/** The whole product under the supervisor of `npm start`, with a proxy before its PostgreSQL. */
export class Product {
  readonly dataFolder = temporaryData()
  readonly workers = workers
  readonly leaseSeconds: number
  /** The data folder's own; undefined where none can be mounted. */
  readonly disk: SmallDisk | undefined
  address = ''
  /** Past the proxy. */
  databaseUrl = ''
  readonly #options: ProductOptions
  readonly #services = new Map<ServiceName | 'PostgreSQL', Service>()
  #proxy: DatabaseProxy | undefined
  #siteAddress = ''

  private constructor(options: ProductOptions) {
    this.#options = options
    this.leaseSeconds = options.leaseSeconds
    const datasets = path.join(this.dataFolder, 'datasets')
    const target = readlinkSync(datasets)
    this.disk = SmallDisk.mount(this.dataFolder, DISK_MEBIBYTES)
    if (this.disk) symlinkSync(target, datasets)
    // PostgreSQL runs as an account of its own.
    chmodSync(this.dataFolder, 0o755)
  }

  /** Starts it and waits until it answers. */
  static async start(options: ProductOptions): Promise<Product> {
    const product = new Product(options)
    try {
      await product.#start()
      return product
    } catch (error) {
      await product.stop()
      throw error
    }
  }

  get proxy(): DatabaseProxy {
    if (!this.#proxy) throw new Error('the product has not been started')
    return this.#proxy
  }

  get hasSite(): boolean {
    return this.#options.built
  }

  /** The process of a service, or none while it is dead. */
  pidOf(name: ServiceName | 'PostgreSQL'): number | undefined {
    const pid = this.#services.get(name)?.pid()
    return pid !== undefined && isAlive(pid) ? pid : undefined
  }

  /** The server itself, whose owner is the service. */
  postmaster(): number | undefined {
    const file = path.join(this.dataFolder, 'postgres/data/postmaster.pid')
    const pid = Number(readFileSync(file, 'utf8').split('\n')[0])
    return isAlive(pid) ? pid : undefined
  }

  /** The training processes of a worker, those that wait among them. */
  trainingsOf(worker: WorkerName): number[] {
    const pid = this.pidOf(worker)
    return pid === undefined ? [] : childrenOf(pid)
  }

  /** Whether all of it answers. */
  async isUp(): Promise<boolean> {
    if ([...this.#services.keys()].some((name) => this.pidOf(name) === undefined)) return false
    const addresses = [`${this.address}/readyz`, ...(this.hasSite ? [`${this.#siteAddress}/icon.svg`] : [])]
    const answers = addresses.map(async (address) => {
      const response = await fetch(address, { signal: AbortSignal.timeout(5000) })
      await response.arrayBuffer()
      return response.ok
    })
    return Promise.all(answers).then(
      (all) => all.every(Boolean),
      () => false,
    )
  }

  async stop(): Promise<void> {
    const { PostgreSQL: database, ...others } = Object.fromEntries(this.#services)
    await Promise.all(Object.values(others).map((service) => service?.stop()))
    await database?.stop()
    await this.#proxy?.stop()
  }

  /** Removes its data: once nothing is looked for in it. */
  remove(): void {
    this.disk?.unmount()
    rmSync(this.dataFolder, { recursive: true, force: true })
  }

  async #start(): Promise<void> {
    const { report, built } = this.#options
    const node = { program: process.execPath, headers: '' }
    const logs = path.join(this.dataFolder, 'logs')
    const { service, url } = startDatabase({
      ...{ node, logs, report, dataFolder: this.dataFolder },
      onMoved: (moved) => {
        this.proxy.target = Number(new URL(moved).port)
      },
    })
    this.#services.set('PostgreSQL', service)
    this.databaseUrl = await url
    await migrateDatabase(this.databaseUrl)
    const through = new URL(this.databaseUrl)
    this.#proxy = await DatabaseProxy.start(Number(through.port))
    through.port = String(this.#proxy.port)
    const [port, sitePort] = [await freePort(), await freePort()]
    this.address = `http://127.0.0.1:${port}`
    this.#siteAddress = `http://127.0.0.1:${sitePort}`
    const database = { DATABASE_URL: through.href, ATELIER_DATA: this.dataFolder, NODE_ENV: 'production' }
    const start = (name: ServiceName, folder: string, args: string[], more: NodeJS.ProcessEnv) =>
      this.#services.set(
        name,
        startService({
          ...{ name, args, report, command: process.execPath, cwd: path.join(root, 'apps', folder) },
          ...{ env: { ...database, ...more }, log: openLog(logs, name), patience: 15_000 },
        }),
      )
    start('api', 'api', built ? apiCommand.args : ['src/main.ts'], {
      ...{ ...apiCommand.env, PORT: String(port), ATELIER_SIGN_IN: 'off' },
      ...(built && { WEB_URL: this.#siteAddress }),
    })
    const next = path.join(root, 'node_modules/next/dist/bin/next')
    if (built)
      start('site', 'web', [next, 'start', '--hostname', '127.0.0.1', '--port', String(sitePort)], {
        API_URL: `${this.address}/graphql`,
      })
    for (const name of workers)
      start(name, 'worker', ['src/main.ts'], {
        ...{ WORKER_NAME: name, WORKER_LEASE_SECONDS: String(this.leaseSeconds) },
      })
    while (!(await this.isUp())) await sleep(100)
  }
}
