import { readdir } from 'node:fs/promises'
import path from 'node:path'
import type { Run } from '@atelier/db'
import { checkpointPrefix } from '@atelier/storage'
import { checkpointFolder, checkpointNames, epochsOf, newestOf } from './checkpoints/checkpoint-folder.ts'
import { leaseOf } from './checkpoints/folder-lease.ts'
import { type RemainsContext, RunRemains } from './run-remains.ts'

const LOOK_EVERY_MS = 30_000

type Left = {
  readonly run: Run
  readonly hasArtifacts: boolean
  /** The epoch whose weights early stopping went back to, if it did. */
  readonly bestEpoch: number | null
}

/**
 * Stores later what runs left on this machine when they ended: the storage was away, or the worker died before it was done.
 * Looks once at the start, and then as long as something is left.
 */
export class Leftovers {
  readonly #context: RemainsContext
  readonly #timer: NodeJS.Timeout
  #isLeft = true
  #looking = Promise.resolve()

  constructor(context: RemainsContext) {
    this.#context = context
    this.#timer = setInterval(() => this.look(), LOOK_EVERY_MS)
    this.look()
  }

  /** Something was left just now. */
  note(): void {
    this.#isLeft = true
  }

  look(): void {
    const { storage, log } = this.#context
    // What is trained into the storage itself is there.
    if (storage.isLocal || !this.#isLeft) return
    this.#isLeft = false
    this.#looking = this.#looking.then(async () => {
      const isStored = await this.#store().catch((error) => {
        log.warn({ err: error }, 'what ended runs left could not be looked for')
        return false
      })
      this.#isLeft ||= !isStored
    })
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer)
    await this.#looking
  }

  /** Whether nothing is left. */
  async #store(): Promise<boolean> {
    let isAllStored = true
    for (const left of await this.#find()) {
      if (this.#context.giveUp.aborted) return false
      isAllStored = (await this.#storeOf(left)) && isAllStored
    }
    return isAllStored
  }

  /** Runs that ended here, by the lease that their folder was last written under, and are not stored whole. */
  async #find(): Promise<Left[]> {
    const { db, dataFolder } = this.#context
    const ids = await readdir(path.dirname(checkpointFolder(dataFolder, 'any'))).catch(() => [])
    const runs = await db.run.findMany({
      where: { id: { in: ids }, status: { in: ['COMPLETED', 'STOPPED', 'FAILED'] } },
      include: { artifacts: { select: { name: true } }, evaluations: { where: { split: 'TEST' } } },
    })
    return runs.flatMap(({ artifacts, evaluations, ...run }) => {
      const folder = checkpointFolder(dataFolder, run.id)
      if (leaseOf(folder) !== run.leaseNumber) return []
      const names = checkpointNames(folder)
      const hasArtifacts = names.length === 0 || run.status === 'FAILED' || artifacts.length > 0
      const isStored = epochsOf(names).every((epoch) => run.checkpointEpochs.includes(epoch))
      const judged = evaluations[0]?.epoch
      const bestEpoch = judged === undefined || judged === newestOf(names)?.epoch ? null : judged
      return isStored && hasArtifacts ? [] : [{ run, hasArtifacts, bestEpoch }]
    })
  }

  /** Whether it is stored now. */
  async #storeOf({ run, hasArtifacts, bestEpoch }: Left): Promise<boolean> {
    const { storage, log } = this.#context
    try {
      const remains = new RunRemains(run, this.#context)
      remains.checkpoints.adopt(await storage.list(checkpointPrefix(run.id)))
      const areKept = await remains.checkpoints.keep()
      const isStored = areKept && (hasArtifacts || (await remains.keepArtifacts(bestEpoch)))
      if (isStored) log.info({ runId: run.id }, 'what the run left was stored')
      return isStored
    } catch (error) {
      log.warn({ runId: run.id, err: error }, 'what the run left could not be stored yet')
      return false
    }
  }
}
