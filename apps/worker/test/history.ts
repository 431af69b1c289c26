import {
  createDatabase,
  type Database,
  type LoggedEvent,
  launchRun,
  listen,
  openRunQueue,
  RUN_EVENTS_CHANNEL,
  type Run,
  type RunConfig,
  type RunQueue,
  type RunStatus,
  readEvents,
  runConfig,
} from '@atelier/db'
import { listenUrlOf } from '@atelier/db/testing'
import { Doorbell } from '../src/doorbell.ts'

/** Small, with all that must be found again after an interruption: moving averages, and draws of dropout. */
const layers = [
  { type: 'Dense', units: 16, activation: 'relu' },
  { type: 'BatchNormalization' },
  { type: 'Dropout', rate: 0.3 },
  { type: 'Dense', units: 10, activation: 'softmax' },
]

/** Two epochs of ten batches. */
const smallConfig: RunConfig = runConfig.parse({
  dataset: 'fashion-mnist',
  model: { preset: null, layers },
  optimizer: { type: 'Adam', learningRate: 0.001, settings: {} },
  batchSize: 64,
  epochs: 2,
  validationSplit: null,
  trainLimit: 640,
  precision: 'float32',
  seed: 1,
})

/** What a client sees of a database's runs: launches, and follows logs without looking more often than told. */
export class History {
  readonly db: Database
  readonly queue: RunQueue
  readonly #news = new Map<string, Doorbell>()
  #stop: () => Promise<void> = async () => {}

  private constructor(db: Database, queue: RunQueue) {
    this.db = db
    this.queue = queue
  }

  static async open(url: string, onError: (error: Error) => void = console.error): Promise<History> {
    const history = new History(createDatabase(url), await openRunQueue(url, { tidy: false, onError }))
    const ringAll = () => {
      for (const bell of history.#news.values()) bell.ring()
    }
    const listening = await listen(listenUrlOf(url), [RUN_EVENTS_CHANNEL], {
      onNotification: ringAll,
      onReconnect: ringAll,
    })
    history.#stop = listening.stop
    return history
  }

  async close(): Promise<void> {
    await this.#stop()
    await this.queue.stop()
    await this.db.$disconnect()
  }

  async launch(changes: Partial<RunConfig> = {}, maxRestarts: number | null = null): Promise<Run> {
    const { id } = await this.db.project.findFirstOrThrow()
    const config = { ...smallConfig, ...changes }
    const outcome = await launchRun(this.db, this.queue, { projectId: id, config, maxRestarts })
    if (!outcome.ok) throw new Error(JSON.stringify(outcome.issues))
    return outcome.value
  }

  run(id: string): Promise<Run> {
    return this.db.run.findUniqueOrThrow({ where: { id } })
  }

  /** The log up to the first event that is the one looked for. */
  async until(runId: string, isIt: (event: LoggedEvent) => boolean): Promise<LoggedEvent[]> {
    const bell = new Doorbell()
    this.#news.set(runId, bell)
    const seen: LoggedEvent[] = []
    for (;;) {
      const events = await readEvents(this.db, { runId, after: seen.at(-1)?.sequence ?? 0n, limit: 1000 })
      for (const event of events) {
        seen.push(event)
        if (isIt(event)) return seen
      }
      await bell.wait(60_000)
    }
  }

  /** The run and its whole log once it has ended. */
  async ended(runId: string): Promise<{ run: Run; events: LoggedEvent[] }> {
    const events = await this.until(
      runId,
      (event) =>
        event.type === 'StatusChanged' && ['COMPLETED', 'FAILED', 'STOPPED'].includes(event.payload.status),
    )
    return { run: await this.run(runId), events }
  }

  status(runId: string, status: RunStatus): Promise<LoggedEvent[]> {
    return this.until(runId, (event) => event.type === 'StatusChanged' && event.payload.status === status)
  }

  firstEpoch(runId: string): Promise<LoggedEvent[]> {
    return this.until(runId, (event) => event.type === 'EpochCompleted')
  }
}
