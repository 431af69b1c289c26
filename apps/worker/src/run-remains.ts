import {
  type Database,
  type Lease,
  LeaseLostError,
  type Run,
  recordCheckpoints,
  recordLogLine,
  runConfig,
} from '@atelier/db'
import { findDataset } from '@atelier/ml-core/spec'
import type { Tracing } from '@atelier/observe'
import type { Storage } from '@atelier/storage'
import type { Logger } from 'pino'
import { storeArtifacts } from './artifacts/store-artifacts.ts'
import { RunCheckpoints } from './checkpoints/run-checkpoints.ts'
import { pastOf } from './checkpoints/superfluous-checkpoints.ts'
import { type Insist, insistFor } from './insist.ts'
import { messageOf } from './message-of.ts'
import type { WorkerMetrics, Written } from './observe/worker-metrics.ts'

export type RemainsContext = {
  readonly db: Database
  readonly log: Logger
  readonly metrics: WorkerMetrics
  readonly tracing: Tracing
  readonly dataFolder: string
  /** Where what a run leaves is kept. */
  readonly storage: Storage
  /** Aborted when waiting for the database has no sense any more: the worker must go. */
  readonly giveUp: AbortSignal
}

/**
 * What one run leaves: its checkpoints, stored beside the training, and at its end its weights and model. Where the storage
 * is away nothing of it fails: the log tells, and what is not stored lies in the run's folder of this machine.
 */
export class RunRemains {
  readonly checkpoints: RunCheckpoints
  readonly #run: Run
  readonly #lease: Lease
  readonly #context: RemainsContext
  readonly #log: Logger
  readonly #insist: Insist
  #toldOfCheckpoints = false

  constructor(run: Run, context: RemainsContext) {
    const { db, storage, dataFolder, log } = context
    this.#run = run
    this.#lease = { runId: run.id, leaseNumber: run.leaseNumber }
    this.#context = context
    this.#log = log.child({ runId: run.id })
    this.#insist = insistFor(context, this.#log)
    this.checkpoints = new RunCheckpoints({
      ...{ storage, dataFolder, runId: run.id },
      record: (stored) => this.#insist(() => recordCheckpoints(db, this.#lease, stored)),
      past: () => this.#insist(() => pastOf(db, run)),
      write: (act) => measured(context, 'checkpoints', 'store checkpoint', act),
      onFailure: (error) => this.#notKept(error),
    })
  }

  /**
   * Stores the weights that were judged, and the model that they belong to.
   * @param bestEpoch the epoch whose weights early stopping went back to, if it did
   * @returns whether they are stored
   * @throws LeaseLostError when another worker has the run by now, or it was deleted
   */
  async keepArtifacts(bestEpoch: number | null): Promise<boolean> {
    const { db, storage } = this.#context
    const config = runConfig.parse(this.#run.config)
    const dataset = findDataset(config.dataset)
    if (!dataset) return true
    const { folder } = this.checkpoints
    // What lies there is replaced: not by one who only slept while another took the run up.
    const run = await this.#insist(() => db.run.findUnique({ where: { id: this.#lease.runId } }))
    if (run?.leaseNumber !== this.#lease.leaseNumber) throw new LeaseLostError(this.#lease, run ?? undefined)
    try {
      await measured(this.#context, 'artifacts', 'store artifacts', () =>
        storeArtifacts(storage, db, this.#lease, { config, dataset, folder, bestEpoch }),
      )
      return true
    } catch (error) {
      if (error instanceof LeaseLostError) throw error
      this.#log.error({ err: error }, 'the artefacts of a run could not be stored')
      const message = `The trained weights could not be stored yet: ${messageOf(error)}`
      await recordLogLine(db, this.#lease, { level: 'warn', message }).catch(() => {})
      return false
    }
  }

  async #notKept(error: unknown): Promise<void> {
    const { db } = this.#context
    if (error instanceof LeaseLostError) {
      // Deleted while they were on their way: nobody else removes them.
      if (!(await db.run.findUnique({ where: { id: this.#lease.runId } }))) await this.checkpoints.forget()
      return
    }
    this.#log.error({ err: error }, 'the checkpoints of a run could not be stored')
    if (this.#toldOfCheckpoints) return
    this.#toldOfCheckpoints = true
    const message = `The checkpoints could not be stored yet: ${messageOf(error)}`
    await recordLogLine(db, this.#lease, { level: 'warn', message })
  }
}

/** Does a part of the work that writes: measured, and a span of the run's trace. */
export function measured<T>(
  { metrics, tracing }: Pick<RemainsContext, 'metrics' | 'tracing'>,
  what: Written,
  name: string,
  act: () => Promise<T>,
): Promise<T> {
  return tracing.within(name, { kind: 'internal' }, async (span) => {
    try {
      return await metrics.timed(what, act)
    } catch (error) {
      span.fail()
      throw error
    } finally {
      span.end()
    }
  })
}
