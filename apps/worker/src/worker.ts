import { rm } from 'node:fs/promises'
import { cpus, hostname } from 'node:os'
import {
  claimNextRun,
  type Database,
  findClaimedRun,
  type Listening,
  listen,
  parseRunControlNotification,
  RUN_CONTROL_CHANNEL,
  type Run,
  type RunQueue,
  registerWorker,
  seeWorker,
  WorkerStatus,
  watchLeases,
} from '@atelier/db'
import type { Tracing } from '@atelier/observe'
import { artifactFolder, checkpointPrefix, type Storage } from '@atelier/storage'
import type { Logger } from 'pino'
import { checkpointFolder } from './checkpoints/checkpoint-folder.ts'
import { checkpointOf } from './checkpoints/resume-source.ts'
import { Doorbell } from './doorbell.ts'
import { Leftovers } from './leftovers.ts'
import type { WorkerMetrics } from './observe/worker-metrics.ts'
import type { RemainsContext } from './run-remains.ts'
import { RunTraining } from './run-training.ts'
import { SpareChild } from './training/spare-child.ts'
import { threadsOf } from './training/spec-of.ts'

const LOOK_EVERY_MS = 1000
const HEARTBEAT_MS = 5000
/**
 * Of a lease, from one look for expired ones to the next: more than from one renewal to the next. With the usual lease of
 * six seconds a dead worker's run is free again 10 seconds after its last renewal.
 */
const SWEEP_SHARE = 0.3
/** How long a worker that must go still tries to reach a database that is away. */
const FAREWELL_MS = 5000

export type WorkerOptions = {
  /** Of the database, where a connection may LISTEN. */
  readonly listenUrl: string
  readonly db: Database
  readonly queue: RunQueue
  readonly name: string
  /** Runs that it trains at most at once. */
  readonly slots: number
  /** How long a run stays its own without a renewal. */
  readonly leaseSeconds: number
  readonly dataFolder: string
  readonly storage: Storage
  readonly log: Logger
  readonly metrics: WorkerMetrics
  readonly tracing: Tracing
}

/** Takes queued runs, as many at once as it has slots, and trains each in a process of its own. */
export class Worker {
  readonly #options: WorkerOptions
  readonly #id: string
  readonly #doorbell = new Doorbell()
  readonly #spare: SpareChild
  readonly #leases: ReturnType<typeof watchLeases>
  readonly #leftovers: Leftovers
  readonly #heartbeat: NodeJS.Timeout
  readonly #giveUp = new AbortController()
  readonly #listening: Listening
  readonly #working: Promise<void>
  #device = localDevice()
  readonly #trainings = new Set<RunTraining>()
  readonly #ends = new Set<Promise<void>>()
  #reporting = Promise.resolve()
  #stopping = false
  #gone = false

  private constructor(options: WorkerOptions, id: string, listening: Listening) {
    this.#options = options
    this.#id = id
    this.#listening = listening
    this.#spare = new SpareChild((line) => options.log.debug({ line }, 'training process'))
    this.#spare.prepare()
    this.#leases = watchLeases(options.db, options.queue, {
      everyMs: options.leaseSeconds * 1000 * SWEEP_SHARE,
      onLost: ({ id: runId, status }) =>
        options.log.warn({ runId, status }, 'the worker of a run stopped answering'),
      onError: (error) => options.log.warn({ err: error }, 'expired leases could not be looked for'),
    })
    this.#leftovers = new Leftovers(this.#remainsContext(), (runId) =>
      [...this.#trainings].some((training) => training.runId === runId),
    )
    this.#heartbeat = setInterval(() => this.#report(), HEARTBEAT_MS)
    this.#working = this.#work()
  }

  /** Registers the worker and begins to work. @throws when the database cannot be reached. */
  static async start(options: WorkerOptions): Promise<Worker> {
    const { db, listenUrl, log } = options
    let worker: Worker | undefined
    const listening = await listen(listenUrl, [RUN_CONTROL_CHANNEL], {
      onNotification: (_, payload) => {
        if (worker) worker.#obey(payload)
      },
      onReconnect: () => {
        if (worker) worker.#lookAround()
      },
      onError: (error) => log.warn({ err: error }, 'the database connection for notifications was lost'),
    })
    const { name, slots } = options
    const facts = { name, host: hostname(), device: localDevice(), slots }
    const { id } = await registerWorker(db, facts)
    worker = new Worker(options, id, listening)
    log.info({ workerId: id, ...facts }, 'the worker waits for runs')
    return worker
  }

  /** Takes no more runs, ends those in training and says good-bye. */
  async stop(): Promise<void> {
    this.#stopping = true
    const farewell = setTimeout(() => this.#giveUp.abort(), FAREWELL_MS)
    for (const training of this.#trainings) training.stop('shutdown')
    this.#doorbell.ring()
    await this.#working
    await Promise.all(this.#ends)
    this.#spare.discard()
    clearInterval(this.#heartbeat)
    this.#leftovers.stop()
    await Promise.all([this.#listening.stop(), this.#leases.stop()])
    this.#gone = true
    await this.#report()
    clearTimeout(farewell)
    // What still waits for the storage waits for no database.
    this.#giveUp.abort()
  }

  /** Claims one run at a time: two claims under way could not tell whose answer was lost. */
  async #work(): Promise<void> {
    while (!this.#stopping) {
      const taken = await this.#takeNext().catch((error) => {
        this.#options.log.warn({ err: error }, 'the queue could not be read: trying again')
        return false
      })
      if (!taken && !this.#stopping) await this.#doorbell.wait(LOOK_EVERY_MS)
    }
  }

  #remainsContext(): RemainsContext {
    const { db, log, metrics, tracing, dataFolder, storage } = this.#options
    return { db, log, metrics, tracing, dataFolder, storage, giveUp: this.#giveUp.signal }
  }

  get #hasFreeSlot(): boolean {
    return this.#trainings.size < this.#options.slots
  }

  /** Begins to train the run that has waited longest. False: none waits, or no slot is free. */
  async #takeNext(): Promise<boolean> {
    if (!this.#hasFreeSlot) return false
    const { db, queue, leaseSeconds } = this.#options
    const claim = {
      ...{ workerId: this.#id, leaseSeconds },
      checkpointOf: (run: Run) => checkpointOf(run, this.#options),
    }
    const training = [...this.#trainings].map(({ runId }) => runId)
    const run = (await findClaimedRun(db, claim, training)) ?? (await claimNextRun(db, queue, claim))
    if (!run) return false
    const ended = this.#train(run).catch((error) =>
      this.#options.log.error({ runId: run.id, err: error }, 'the run could not be trained'),
    )
    this.#ends.add(ended)
    void ended.finally(() => this.#ends.delete(ended))
    return true
  }

  async #train(run: Run): Promise<void> {
    const { queue, leaseSeconds, log, metrics } = this.#options
    log.info({ runId: run.id, run: run.name }, 'the worker took a run')
    const onDevice = (device: string) => {
      this.#device = device
      void this.#report()
    }
    const context = {
      ...this.#remainsContext(),
      ...{ queue, leaseSeconds, onDevice, onLeft: () => this.#leftovers.note(run.id) },
    }
    const training = new RunTraining(run, this.#spare.take(threadsOf(run)), context)
    this.#trainings.add(training)
    metrics.training(this.#trainings.size)
    if (this.#stopping) training.stop('shutdown')
    // A stop that was asked for between the claim and this line was told to nobody.
    training.check()
    void this.#report()
    if (this.#hasFreeSlot && !this.#stopping) this.#spare.prepare()
    await training.complete().finally(() => {
      this.#trainings.delete(training)
      metrics.training(this.#trainings.size)
    })
    if (!this.#stopping) this.#spare.prepare()
    void this.#report()
    this.#doorbell.ring()
  }

  #obey(payload: string): void {
    try {
      const { runId, action } = parseRunControlNotification(payload)
      if (action === 'launch') this.#doorbell.ring()
      else if (action === 'forget') this.#forget(runId)
      for (const training of this.#trainings) {
        if (training.runId !== runId) continue
        if (action === 'stop') training.stop('asked')
        else training.check()
      }
    } catch (error) {
      this.#options.log.warn({ err: error, payload }, 'a notification was not understood')
    }
  }

  /** Removes what the run left on this machine and in the storage. */
  #forget(runId: string): void {
    const { dataFolder, storage, log } = this.#options
    const removals = [
      storage.removeAll(artifactFolder(runId)),
      storage.removeAll(checkpointPrefix(runId)),
      ...(storage.isLocal ? [] : [rm(checkpointFolder(dataFolder, runId), { recursive: true, force: true })]),
    ]
    for (const removal of removals)
      removal.catch((error) => log.warn({ runId, err: error }, 'files of a deleted run could not be removed'))
  }

  #lookAround(): void {
    this.#doorbell.ring()
    for (const training of this.#trainings) training.check()
  }

  /** One report after the other: over several connections an old one could overtake the last. */
  #report(): Promise<void> {
    this.#reporting = this.#reporting.then(async () => {
      try {
        const { db, name, slots } = this.#options
        const facts = { name, host: hostname(), device: this.#device, slots }
        await seeWorker(db, { id: this.#id, status: this.#status(), ...facts })
      } catch (error) {
        this.#options.log.warn({ err: error }, 'the heartbeat could not be recorded')
      }
    })
    return this.#reporting
  }

  #status(): WorkerStatus {
    if (this.#gone) return WorkerStatus.STOPPED
    return this.#trainings.size > 0 ? WorkerStatus.TRAINING : WorkerStatus.IDLE
  }
}

/** What trains here as far as the system tells; TensorFlow tells more once it is loaded. */
function localDevice(): string {
  const [first] = cpus()
  return `${first?.model.trim() ?? 'CPU'} (${cpus().length} cores)`
}
