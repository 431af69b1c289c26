import { setTimeout } from 'node:timers/promises'
import {
  type Ending,
  finishRun,
  type Interruption,
  interruptRun,
  type Lease,
  LeaseLostError,
  type Orders,
  type Run,
  type RunQueue,
  recordProgress,
  recordUsage,
  runConfig,
  takeBackFurther,
  type Usage,
} from '@atelier/db'
import { findDataset, type TrainingEvent } from '@atelier/ml-core/spec'
import type { Span } from '@atelier/observe'
import type { Logger } from 'pino'
import { takeOverFolder } from './checkpoints/folder-lease.ts'
import { type ForkSource, forkSource, removeFetched } from './checkpoints/fork-source.ts'
import { checkpointOf, fetchNewest } from './checkpoints/resume-source.ts'
import { type Insist, insistFor } from './insist.ts'
import { LeaseKeeper } from './lease-keeper.ts'
import { messageOf } from './message-of.ts'
import type { RunEnd } from './observe/worker-metrics.ts'
import { isRecorded, type RecordedEvent, recordEvent } from './record-event.ts'
import { measured, type RemainsContext, RunRemains } from './run-remains.ts'
import { failureOf, mayMend, memoryKills } from './training/failure.ts'
import type { TrainingChild } from './training/training-child.ts'

/** A stop must be through within two seconds; a step of a large model cannot be interrupted, its process can. */
const STOP_GRACE_MS = 1500

export type TrainingContext = RemainsContext & {
  readonly queue: RunQueue
  readonly leaseSeconds: number
  onDevice(device: string): void
  /** Something that the run leaves is not stored, and lies here. */
  onLeft(): void
}

type StopCause = 'asked' | 'shutdown' | 'lease lost'
/** The run is over, or another attempt is to go on with it. */
type End = { readonly ending: Ending } | { readonly interruption: Interruption }

const failed = (reason: string): End => ({ ending: { status: 'FAILED', reason } })

/** One claimed run and the process that trains it, from claim to end. */
export class RunTraining {
  readonly runId: string
  readonly #lease: Lease
  readonly #run: Run
  readonly #child: TrainingChild
  readonly #context: TrainingContext
  readonly #log: Logger
  readonly #insist: Insist
  readonly #keeper: LeaseKeeper
  readonly #remains: RunRemains
  /** Aborted when the training is to end early. */
  readonly #ending = new AbortController()
  #bestEpoch: number | null = null
  /** Whether something that it leaves is not stored yet. */
  #hasLeft = false
  /** As counted when the training process was last heard of: what else was killed before is not its end. */
  #memoryKills = memoryKills()
  /** Whether it is known where the training goes on from. */
  #hasBegun = false
  #stopCause: StopCause | undefined
  #told: Omit<Orders, 'stopRequested'> = { pauseRequested: false, learningRate: null, epochs: null }

  constructor(run: Run, child: TrainingChild, context: TrainingContext) {
    this.runId = run.id
    this.#run = run
    this.#lease = { runId: run.id, leaseNumber: run.leaseNumber }
    this.#child = child
    this.#context = context
    const handlers = {
      onOrders: (orders: Orders) => this.#obey(orders),
      onLost: () => this.stop('lease lost'),
    }
    this.#log = context.log.child({ runId: run.id })
    this.#insist = insistFor(context, this.#log)
    this.#keeper = new LeaseKeeper(context.db, this.#lease, context.leaseSeconds, handlers, this.#log)
    this.#remains = new RunRemains(run, context)
    child.askBeforeRemoving((epochs) => this.#remains.checkpoints.release(epochs))
    child.reportUsageTo((usage) => void this.#recordUsage(usage))
    child.printTo((line) => this.#log.debug({ line }, 'training process'))
  }

  /** Ends the training early. What it recorded stays. */
  stop(cause: StopCause): void {
    if (this.#stopCause) return
    this.#stopCause = cause
    this.#ending.abort()
    this.#child.stop(cause === 'lease lost' ? 0 : STOP_GRACE_MS)
  }

  /** Looks now whether the run is still ours and still wanted: what was told meanwhile was missed. */
  check(): void {
    void this.#keeper.renew()
  }

  /** Passes on what is new in the orders. */
  #obey({ stopRequested, pauseRequested, learningRate, epochs }: Orders): void {
    if (stopRequested) {
      this.stop('asked')
      return
    }
    const told = this.#told
    this.#told = { pauseRequested, learningRate, epochs }
    if (learningRate !== told.learningRate || epochs !== told.epochs)
      this.#child.steer({
        ...(learningRate !== null && learningRate !== told.learningRate && { learningRate }),
        ...(epochs !== null && epochs !== told.epochs && { epochs }),
      })
    if (pauseRequested !== told.pauseRequested) this.#child.hold(pauseRequested)
  }

  /** Trains and records until the run has ended, whichever way. Never throws for what the training did. */
  complete(): Promise<void> {
    const options = { kind: 'internal', attributes: { 'atelier.run_id': this.runId } } as const
    return this.#context.tracing.within('train run', options, (span) =>
      this.#complete(span).finally(() => span.end()),
    )
  }

  async #complete(span: Span): Promise<void> {
    try {
      const end = await this.#train()
      const status =
        'ending' in end ? await this.#finish(end.ending) : await this.#interrupt(end.interruption)
      this.#context.metrics.ended(status)
      span.set({ 'atelier.run_status': status })
      if (status === 'FAILED') span.fail()
    } catch (error) {
      if (error instanceof LeaseLostError) this.#log.warn(error.message)
      else this.#log.error({ err: error }, 'the end of the run could not be recorded')
    } finally {
      this.#keeper.stop()
      this.#child.stop(STOP_GRACE_MS)
      await this.#child.end
      await removeFetched(this.#context.dataFolder, this.runId).catch(() => {})
      if (this.#hasLeft) this.#context.onLeft()
    }
  }

  async #finish(ending: Ending): Promise<RunEnd> {
    if (ending.status === 'COMPLETED') await this.#keep({ artifacts: true })
    const run = await this.#insist(() => finishRun(this.#context.db, this.#lease, ending))
    this.#log.info({ status: run.status, reason: ending.reason }, 'the run ended')
    this.#keeper.stop()
    // A stop or failure is through at once; what was trained until then is kept afterwards.
    if (ending.status !== 'COMPLETED') await this.#keep({ artifacts: ending.status === 'STOPPED' })
    return ending.status
  }

  /** Lets go of the run, so that it is taken up again: here or elsewhere. */
  async #interrupt(interruption: Interruption): Promise<RunEnd> {
    const { db, queue, giveUp } = this.#context
    // Who takes it up on another machine begins from what the storage holds.
    const kept = this.#keep({ artifacts: false })
    await Promise.race([kept, setTimeout(STOP_GRACE_MS, undefined, { ref: false, signal: giveUp })]).catch(
      () => {},
    )
    const run = await this.#insist(() => interruptRun(db, queue, this.#lease, interruption))
    // A stop that was asked for meanwhile ends it here: its artefacts are stored with what else is left.
    this.#hasLeft ||= run.status === 'STOPPED'
    this.#log.warn({ status: run.status, ...interruption }, 'the training was interrupted')
    return run.status === 'FAILED' || run.status === 'STOPPED' ? run.status : 'INTERRUPTED'
  }

  async #train(): Promise<End> {
    const config = runConfig.parse(this.#run.config)
    const dataset = findDataset(config.dataset)
    if (!dataset) return failed(`There is no data set "${config.dataset}".`)
    const { dataFolder } = this.#context
    let from: ForkSource | null
    try {
      from = await this.#beginning()
    } catch (error) {
      if (this.#stopCause) return this.#withoutCompletion()
      return failed(`The checkpoint to go on from cannot be had: ${messageOf(error)}`)
    }
    this.#child.train({
      ...{ config, dataFolder, checkpoints: this.#remains.checkpoints.folder, from },
      ...{ leaseNumber: this.#lease.leaseNumber, recordedEpochs: this.#run.epochsCompleted },
    })
    try {
      for await (const event of this.#child.events()) {
        await this.#placeHistory(event)
        if (event.type === 'checkpointSaved') void this.#remains.checkpoints.keep()
        else if (isRecorded(event)) await this.#record(event, dataset.labels)
        else if (event.type !== 'finished') this.#log.info({ event }, event.type)
        else if (event.reason === 'completed') return { ending: { status: 'COMPLETED', reason: null } }
      }
    } catch (error) {
      if (error instanceof LeaseLostError || this.#context.giveUp.aborted) throw error
      this.#log.error({ err: error }, 'an event could not be recorded')
      return failed(`What the training found could not be recorded: ${messageOf(error)}`)
    }
    return this.#withoutCompletion()
  }

  /**
   * Has what the training begins from at hand: its own newest checkpoint, or that of the run which it is a fork of. A
   * fork that has a checkpoint of its own needs the other no more.
   */
  async #beginning(): Promise<ForkSource | null> {
    const { storage, dataFolder } = this.#context
    const isAnother = this.#lease.leaseNumber > 1n
    if (isAnother) takeOverFolder(this.#remains.checkpoints.folder, this.#lease.leaseNumber)
    const stored = isAnother ? await fetchNewest(this.#run, this.#context, this.#ending.signal) : []
    this.#remains.checkpoints.adopt(stored)
    const reached = isAnother ? checkpointOf(this.#run, this.#context) : 0
    const isOnItsOwn = reached > (this.#run.forkedEpoch ?? 0) && !storage.isLocal
    return isOnItsOwn ? null : forkSource(this.#run, storage, dataFolder, this.#ending.signal)
  }

  /** Takes back what was recorded after the point from which another attempt goes on, where the claim hoped for a later. */
  async #placeHistory(event: TrainingEvent): Promise<void> {
    const isFirst =
      event.type === 'resumedFrom' || event.type === 'stepProgress' || event.type === 'epochCompleted'
    if (this.#hasBegun || !isFirst) return
    this.#hasBegun = true
    if (this.#lease.leaseNumber === 1n) return
    const epochs = event.type === 'resumedFrom' ? event.history.length : 0
    await this.#insist(() => takeBackFurther(this.#context.db, this.#lease, epochs))
  }

  async #withoutCompletion(): Promise<End> {
    if (this.#stopCause === 'asked') return { ending: { status: 'STOPPED', reason: null } }
    if (this.#stopCause === 'shutdown') {
      await this.#child.end
      const reason = 'The worker was shut down while it trained this run.'
      return { interruption: { cause: 'WORKER_STOPPED', reason } }
    }
    const end = await this.#child.end
    const before = this.#memoryKills
    const failure = failureOf(end, before !== null && (memoryKills() ?? 0) > before)
    return mayMend[failure.cause] ? { interruption: failure } : { ending: { status: 'FAILED', ...failure } }
  }

  async #record(event: RecordedEvent, labels: readonly string[]): Promise<void> {
    const { db } = this.#context
    if (event.type === 'layersSummarized') this.#context.onDevice(event.device)
    if (event.type === 'bestWeightsRestored') this.#bestEpoch = event.epoch
    if (event.type === 'stepProgress') return this.#recordProgress(event)
    await measured(this.#context, 'event', `record ${event.type}`, () =>
      this.#insist(() => recordEvent(db, this.#lease, event, labels)),
    )
    if (event.type === 'epochCompleted') this.#context.metrics.epochRecorded()
    this.#log.debug({ event: event.type }, 'recorded')
  }

  /** Stores what is left of the training, once its process has nothing to add. */
  async #keep({ artifacts }: { readonly artifacts: boolean }): Promise<void> {
    this.#hasLeft = true
    const areKept = await this.#remains.checkpoints.keepLast()
    const areStored = !artifacts || (await this.#remains.keepArtifacts(this.#bestEpoch))
    this.#hasLeft = !(areKept && areStored)
  }

  /** Progress that the database misses is soon replaced by newer, so it is not insisted on. */
  async #recordProgress(progress: Extract<TrainingEvent, { type: 'stepProgress' }>): Promise<void> {
    try {
      await measured(this.#context, 'progress', 'record stepProgress', () =>
        recordProgress(this.#context.db, this.#lease, progress),
      )
    } catch (error) {
      if (error instanceof LeaseLostError) throw error
      this.#log.warn({ err: error }, 'step progress could not be recorded')
    }
  }

  /** A sample that the database misses is soon followed by another. */
  async #recordUsage(usage: Usage): Promise<void> {
    this.#memoryKills = memoryKills()
    try {
      await recordUsage(this.#context.db, this.#lease, usage)
    } catch (error) {
      // Of a lost lease the keeper tells.
      if (!(error instanceof LeaseLostError)) this.#log.warn({ err: error }, 'a sample could not be recorded')
    }
  }
}
