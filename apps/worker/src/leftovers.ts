import { readdir } from 'node:fs/promises'
import { setTimeout } from 'node:timers/promises'
import type { Run } from '@atelier/db'
import { z } from 'zod'
import {
  checkpointFolder,
  checkpointNames,
  checkpointsFolder,
  epochsOf,
  nameOfEpoch,
  newestOf,
} from './checkpoints/checkpoint-folder.ts'
import { leaseOf } from './checkpoints/folder-lease.ts'
import { pastOf, superfluousAmong } from './checkpoints/superfluous-checkpoints.ts'
import { type RemainsContext, RunRemains } from './run-remains.ts'

const LOOK_EVERY_MS = 10_000
/** How often a storage that answers may refuse what one run left: then it is something else, which the log tells. */
const MOST_TRIES = 30
const ENDED = ['COMPLETED', 'STOPPED', 'FAILED'] as const

/** What a run that has ended lacks in the storage, or has there in vain. */
type Lack = {
  readonly run: Run
  readonly artifacts: boolean
  /** The epoch whose weights early stopping went back to, if it did. */
  readonly bestEpoch: number | null
}

/**
 * Stores later what runs left on this machine when they ended: the storage was away or full, or the worker died before it
 * was done. Looks through all runs at the start, and then after those that it is told of, until they are stored.
 */
export class Leftovers {
  readonly #context: RemainsContext
  readonly #isTrained: (runId: string) => boolean
  /** Runs that may have left something, how often it was tried in vain, and whether it is known that they did. */
  readonly #noted = new Map<string, { readonly tries: number; readonly isCertain: boolean }>()
  readonly #stopping = new AbortController()

  /** @param isTrained whether a run's own training is still at it */
  constructor(context: RemainsContext, isTrained: (runId: string) => boolean) {
    this.#context = context
    this.#isTrained = isTrained
    void this.#work().catch(() => {})
  }

  /** A run of this worker has ended and is not stored whole. */
  note(runId: string): void {
    this.#noted.set(runId, { tries: 0, isCertain: true })
  }

  /** Begins nothing more. What is on its way to a storage that says nothing ends with the process. */
  stop(): void {
    this.#stopping.abort()
  }

  async #work(): Promise<void> {
    const { log, storage, dataFolder } = this.#context
    const { signal } = this.#stopping
    // What is trained into the storage itself is there.
    const names = storage.isLocal ? [] : await readdir(checkpointsFolder(dataFolder)).catch(() => [])
    for (const name of names)
      if (z.uuid().safeParse(name).success) this.#noted.set(name, { tries: 0, isCertain: false })
    for (;;) {
      await this.#look().catch((error) =>
        log.warn({ err: error }, 'what ended runs left could not be stored yet'),
      )
      await setTimeout(LOOK_EVERY_MS, undefined, { signal, ref: false })
    }
  }

  /** @throws StorageError where the storage is away; what the database says when that is */
  async #look(): Promise<void> {
    let isThere = false
    for (const [runId, { tries, isCertain }] of [...this.#noted]) {
      if (this.#stopping.signal.aborted) return
      if (this.#isTrained(runId)) continue
      const lack = await this.#lackOf(runId, isCertain)
      if (lack && !isThere) await this.#context.storage.check()
      isThere ||= lack !== undefined
      if (!lack || (await this.#store(lack)) || tries + 1 >= MOST_TRIES) this.#noted.delete(runId)
      else this.#noted.set(runId, { tries: tries + 1, isCertain })
    }
  }

  /** Undefined for a run that is stored whole, has not ended, or was last trained elsewhere. */
  async #lackOf(runId: string, isCertain: boolean): Promise<Lack | undefined> {
    const { db, dataFolder } = this.#context
    const found = await db.run.findUnique({
      where: { id: runId, status: { in: [...ENDED] } },
      include: { artifacts: { select: { name: true } }, evaluations: { where: { split: 'TEST' } } },
    })
    const folder = checkpointFolder(dataFolder, runId)
    if (!found || leaseOf(folder) !== found.leaseNumber) return undefined
    const { artifacts, evaluations, ...run } = found
    const names = checkpointNames(folder)
    const lacksArtifacts = names.length > 0 && run.status !== 'FAILED' && artifacts.length === 0
    if (!isCertain && !lacksArtifacts && !(await this.#differs(run, names))) return undefined
    const judged = evaluations[0]?.epoch ?? Number.POSITIVE_INFINITY
    return {
      run,
      artifacts: lacksArtifacts,
      bestEpoch: judged < (newestOf(names)?.epoch ?? 0) ? judged : null,
    }
  }

  /** Whether other checkpoints are recorded as stored than are here, and those that a training on other machines has left. */
  async #differs(run: Run, names: readonly string[]): Promise<boolean> {
    const here = epochsOf(names).filter((epoch) => epoch <= run.epochsCompleted)
    if (here.some((epoch) => !run.checkpointEpochs.includes(epoch))) return true
    const others = run.checkpointEpochs.filter((epoch) => !here.includes(epoch)).map(nameOfEpoch)
    if (others.length === 0) return false
    const old = superfluousAmong([...others, ...names], await pastOf(this.#context.db, run))
    return others.some((name) => old.has(name))
  }

  /** Whether it is stored now. */
  async #store({ run, artifacts, bestEpoch }: Lack): Promise<boolean> {
    const { log } = this.#context
    try {
      const remains = new RunRemains(run, this.#context)
      const areKept = await remains.checkpoints.keepLast()
      const isStored = areKept && (!artifacts || (await remains.keepArtifacts(bestEpoch)))
      if (isStored) log.info({ runId: run.id }, 'what the run left was stored')
      return isStored
    } catch (error) {
      log.warn({ runId: run.id, err: error }, 'what the run left could not be stored yet')
      return false
    }
  }
}
