import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import path from 'node:path'
import { checkpointPrefix, type Storage } from '@atelier/storage'
import { checkpointFolder, checkpointNames, epochsOf } from './checkpoint-folder.ts'

export type RunCheckpointsOptions = {
  readonly storage: Storage
  readonly dataFolder: string
  readonly runId: string
  /** Told which epochs others can fork from now, whenever that has changed. */
  record(epochs: readonly number[]): Promise<void>
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
  #recorded = ''
  #passing = Promise.resolve(true)
  #next: Promise<boolean> | undefined

  constructor(options: RunCheckpointsOptions) {
    this.#options = options
    this.folder = checkpointFolder(options.dataFolder, options.runId)
    this.#prefix = checkpointPrefix(options.runId)
  }

  /** Takes over what the storage holds of earlier attempts, by names: it can be forked from still. */
  adopt(names: readonly string[]): void {
    const here = new Set(checkpointNames(this.folder))
    this.#others = names.filter((name) => !here.has(name))
    for (const name of names) if (here.has(name)) this.#stored.add(name)
  }

  /** Stores and records what the folder holds by now. Resolves when that is done, or was tried: to whether it is. */
  keep(): Promise<boolean> {
    // One pass after the other: whoever asks while one waits to begin shares it.
    this.#next ??= this.#passing.then(() => {
      this.#next = undefined
      this.#passing = this.#pass().then(
        () => true,
        async (error) => {
          await this.#options.onFailure(error).catch(() => {})
          return false
        },
      )
      return this.#passing
    })
    return this.#next
  }

  /** Removes what the storage holds of the run: for one that was deleted meanwhile. */
  async forget(): Promise<void> {
    await this.#options.storage.removeAll(this.#prefix)
  }

  async #pass(): Promise<void> {
    const here = new Set(checkpointNames(this.folder))
    if (this.#options.storage.isLocal) return this.#record(here)
    // The newest first: it is what the run would be forked from.
    for (const name of [...here].sort().reverse()) if (!this.#stored.has(name)) await this.#put(name)
    const gone = [...this.#stored].filter((name) => !here.has(name))
    await this.#record(new Set([...this.#others, ...[...this.#stored].filter((name) => here.has(name))]))
    for (const name of gone) {
      await this.#options.storage.remove(this.#prefix + name)
      this.#stored.delete(name)
    }
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

  async #record(names: ReadonlySet<string>): Promise<void> {
    const epochs = epochsOf(names)
    if (epochs.join() === this.#recorded) return
    await this.#options.record(epochs)
    this.#recorded = epochs.join()
  }
}
