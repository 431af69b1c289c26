import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import path from 'node:path'
import type { StoredCheckpoints } from '@atelier/db'
import { checkpointPrefix, type Storage } from '@atelier/storage'
import { checkpointFolder, checkpointNames, epochsOf, nameOfEpoch } from './checkpoint-folder.ts'
import { type Past, superfluousAmong } from './superfluous-checkpoints.ts'

export type RunCheckpointsOptions = {
  readonly storage: Storage
  readonly dataFolder: string
  readonly runId: string
  /** Told which epochs' checkpoints are stored, whenever that has changed. Gives those that others can fork from now. */
  record(stored: StoredCheckpoints): Promise<readonly number[]>
  /** The history that the run has by now. */
  past(): Promise<Past>
  /** Does what stores one, watched. */
  write(act: () => Promise<void>): Promise<void>
  /** Something was not stored, or not recorded. It is tried again when it is next asked for. */
  onFailure(error: unknown): Promise<void>
}

/**
 * One run's checkpoints. Its training writes them into a folder of this machine; where the storage is elsewhere they are
 * copied there beside the training, so that workers on other machines can fork the run.
 */
export class RunCheckpoints {
  readonly folder: string
  readonly #options: RunCheckpointsOptions
  readonly #prefix: string
  /** Names of those that the storage holds because this worker put them there. */
  readonly #stored = new Set<string>()
  /** Names of those that the storage holds from earlier attempts and this machine does not. */
  #others: readonly string[] = []
  /** Names of those in a folder that is the storage itself, which the training was told that it may remove. */
  readonly #released = new Set<string>()
  /** Whether it is known what the storage held before. */
  #isInformed: boolean
  /** Epochs that others can fork from, as far as they were recorded. */
  #recorded: string | undefined = ''
  #passing = Promise.resolve(true)
  #next: Promise<boolean> | undefined

  constructor(options: RunCheckpointsOptions) {
    this.#options = options
    this.folder = checkpointFolder(options.dataFolder, options.runId)
    this.#prefix = checkpointPrefix(options.runId)
    this.#isInformed = options.storage.isLocal
  }

  /** Takes over what the storage holds of earlier attempts, by names: it can be forked from still. */
  adopt(names: readonly string[]): void {
    this.#isInformed = true
    this.#recorded = undefined
    const here = new Set(checkpointNames(this.folder))
    this.#others = names.filter((name) => !here.has(name))
    for (const name of names) if (here.has(name)) this.#stored.add(name)
  }

  /** Stores and records what the folder holds by now. Resolves when that is done, or was tried: to whether it is. */
  keep(): Promise<boolean> {
    // One pass after the other: whoever asks while one waits to begin shares it.
    this.#next ??= this.#inTurn(() => {
      this.#next = undefined
      return this.#pass()
    })
    return this.#next
  }

  /**
   * The same for a training that has ended, and removes from the storage what such a training keeps no more: what it held
   * before it was away, or of attempts on other machines.
   */
  async keepLast(): Promise<boolean> {
    const { storage, past, onFailure } = this.#options
    try {
      if (!this.#isInformed) this.adopt(await storage.list(this.#prefix))
      if (!(await this.keep())) return false
      if (this.#others.length > 0) this.#thin(await past())
    } catch (error) {
      await onFailure(error).catch(() => {})
      return false
    }
    return this.keep()
  }

  /**
   * Which of these epochs' checkpoints the training may remove from its folder. Where that is the storage itself, not
   * those that a fork has yet to begin from; none where it cannot be known.
   */
  async release(epochs: readonly number[]): Promise<readonly number[]> {
    if (!this.#options.storage.isLocal) return epochs
    let released: readonly number[] = []
    await this.#inTurn(async () => {
      released = await this.#release(epochs)
    })
    return released
  }

  /** Removes what the storage holds of the run: for one that was deleted meanwhile. */
  async forget(): Promise<void> {
    await this.#options.storage.removeAll(this.#prefix)
  }

  /** Hands what may go of the others to the next pass, which finds it gone here. */
  #thin(past: Past): void {
    const old = superfluousAmong([...this.#others, ...checkpointNames(this.folder)], past)
    for (const name of this.#others) if (old.has(name)) this.#stored.add(name)
    this.#others = this.#others.filter((name) => !old.has(name))
  }

  /** Does something once all before it is over. Resolves to whether it is done; a failure is told. */
  #inTurn(act: () => Promise<unknown>): Promise<boolean> {
    this.#passing = this.#passing.then(act).then(
      () => true,
      async (error) => {
        await this.#options.onFailure(error).catch(() => {})
        return false
      },
    )
    return this.#passing
  }

  async #pass(): Promise<void> {
    if (this.#options.storage.isLocal) {
      await this.#record(this.#standing(), [])
      return
    }
    const here = new Set(checkpointNames(this.folder))
    // The newest first: it is what the run would be forked from.
    for (const name of [...here].sort().reverse()) if (!this.#stored.has(name)) await this.#put(name)
    const gone = [...this.#stored].filter((name) => !here.has(name))
    const stay = new Set([...this.#others, ...[...this.#stored].filter((name) => here.has(name))])
    const kept = new Set((await this.#record(stay, gone)).map(nameOfEpoch))
    for (const name of gone.filter((name) => !kept.has(name))) {
      await this.#options.storage.remove(this.#prefix + name)
      this.#stored.delete(name)
    }
  }

  async #release(epochs: readonly number[]): Promise<readonly number[]> {
    const going = epochs.map(nameOfEpoch)
    const stay = this.#standing().filter((name) => !going.includes(name))
    const kept = new Set(await this.#record(stay, going))
    const released = epochs.filter((epoch) => !kept.has(epoch))
    for (const epoch of released) this.#released.add(nameOfEpoch(epoch))
    return released
  }

  /** What lies in a folder that is the storage itself, without what is about to be removed there. */
  #standing(): string[] {
    return checkpointNames(this.folder).filter((name) => !this.#released.has(name))
  }

  async #put(name: string): Promise<void> {
    const file = path.join(this.folder, name)
    const there = await stat(file).catch(() => undefined)
    // The training has removed it since.
    if (!there) return
    const about = { bytes: there.size, contentType: 'application/octet-stream' }
    // What reads it hears of its errors; where nothing does any more, the file is still to be closed.
    const content = createReadStream(file).on('error', () => {})
    try {
      await this.#options.write(async () => {
        await this.#options.storage.put(this.#prefix + name, content, about)
      })
    } finally {
      content.destroy()
    }
    this.#stored.add(name)
  }

  async #record(stay: Iterable<string>, gone: readonly string[]): Promise<readonly number[]> {
    const epochs = epochsOf(stay)
    if (epochs.join() === this.#recorded) return epochs
    const recorded = await this.#options.record({ stay: epochs, go: epochsOf(gone) })
    this.#recorded = recorded.join()
    return recorded
  }
}
