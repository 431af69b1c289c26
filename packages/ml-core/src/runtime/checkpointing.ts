import { rm } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout } from 'node:timers/promises'
import type { Checkpoint } from '../checkpoint/checkpoint.ts'
import { type Fingerprint, fingerprintOf } from '../checkpoint/fingerprint.ts'
import { type CheckpointFile, fileName, listCheckpoints, prepareFolder } from '../checkpoint/folder.ts'
import { bestToKeep, type KeepEpochs, superfluous } from '../checkpoint/keep.ts'
import { writeCheckpoint } from '../checkpoint/write.ts'
import type { CompiledTraining } from '../compile.ts'
import { messageOf } from '../message-of.ts'
import type { TrainingSpec } from '../spec/training.ts'
import type { TrainingEvent } from '../spec/training-event.ts'

export type CheckpointOptions = {
  /** Where the files of this training lie; it is made if need be. */
  readonly folder: string
  /** Seconds between two within an epoch, default 30; 0 saves after every step. */
  readonly everySeconds?: number
  readonly keepEpochs?: KeepEpochs
  /** Asked right before files are written or removed. Throws, or ends the process, where the folder is another's by now. */
  readonly beforeWrite?: () => void
  /**
   * Asked which of these epochs' checkpoints may be removed, where others may need them: the training does not wait for
   * the answer, and asks again after each checkpoint for those that had to stay.
   */
  readonly mayRemove?: (epochs: readonly number[]) => Promise<readonly number[]>
}

/** A checkpoint that is on the disk, with the history up to it. */
type Written = { readonly file: string; readonly history: Checkpoint['history'] }

type CheckpointNews = Extract<
  TrainingEvent,
  { type: 'checkpointSaved' | 'checkpointFailed' | 'oldCheckpointsKept' }
>

/** So long a training that has ended waits for room for its last checkpoint. */
const RETRY_FOR_MS = 120_000
const RETRY_EVERY_MS = 1_000

/** Saves a training while it goes on: the training waits for its variables and the checksum, not for the disk. */
export class Checkpointing implements AsyncDisposable {
  readonly fingerprint: Fingerprint
  readonly #options: CheckpointOptions
  readonly #spec: TrainingSpec
  readonly #shapes: ReadonlyMap<string, readonly number[]>
  #told: CheckpointNews[] = []
  #writing: Promise<void> = Promise.resolve()
  #savedAt = performance.now()
  /** The newest, if it could not be written. */
  #unwritten: Checkpoint | null = null
  /** Removes what is superfluous beside the newest that was written, one after the other. */
  #removing: Promise<void> | null = null
  #newest: Written | null = null

  constructor(options: CheckpointOptions, spec: TrainingSpec, variables: CompiledTraining['variables']) {
    this.#options = options
    this.#spec = spec
    this.#shapes = new Map(variables.map(({ name, shape }) => [name, shape]))
    this.fingerprint = fingerprintOf(spec, variables)
    prepareFolder(options.folder)
  }

  get isDue(): boolean {
    return performance.now() - this.#savedAt >= (this.#options.everySeconds ?? 30) * 1000
  }

  /** Saves what `take` gives, once the one before is on the disk: at most one is held in memory. */
  async save(take: () => Checkpoint): Promise<void> {
    await this.#writing
    this.#writing = this.#write(take())
    this.#savedAt = performance.now()
  }

  /** What became of those saved since the last call. */
  news(): CheckpointNews[] {
    const told = this.#told
    this.#told = []
    return told
  }

  /** The same, once nothing is being written any more. */
  async settled(): Promise<CheckpointNews[]> {
    await this.#writing
    return this.news()
  }

  /** Writes the last one after all, where it failed and none comes after it: once there is room, or for two minutes in vain. */
  async retry(signal: AbortSignal): Promise<void> {
    await this.#writing
    const deadline = performance.now() + RETRY_FOR_MS
    while (this.#unwritten && !signal.aborted && performance.now() < deadline) {
      await setTimeout(RETRY_EVERY_MS, undefined, { signal }).catch(() => {})
      await this.#write(this.#unwritten)
    }
  }

  /** Resolves when nothing is being removed any more. */
  async removed(): Promise<void> {
    await this.#removing
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#writing
    await this.#removing
  }

  /** A full disk is no reason to lose the training: it goes on and tells. */
  async #write(checkpoint: Checkpoint): Promise<void> {
    const { epoch, step } = checkpoint.position
    const file = path.join(this.#options.folder, fileName(checkpoint))
    try {
      this.#options.beforeWrite?.()
      await writeCheckpoint(file, checkpoint, this.#shapes)
    } catch (error) {
      // Of each it is told once.
      if (this.#unwritten !== checkpoint)
        this.#told.push({ type: 'checkpointFailed', epoch, step, reason: messageOf(error) })
      this.#unwritten = checkpoint
      return
    }
    this.#unwritten = null
    this.#told.push({ type: 'checkpointSaved', epoch, step, path: file })
    // What is newer than it stems from a past that was gone back behind.
    await this.#tidy(() => this.#remove(this.#around(file).newer))
    this.#newest = { file, history: checkpoint.history }
    this.#removing ??= this.#removeAllOld()
    // Without somebody to be asked it takes no time that counts.
    if (!this.#options.mayRemove) await this.#removing
  }

  async #removeAllOld(): Promise<void> {
    while (this.#newest) {
      const newest = this.#newest
      this.#newest = null
      await this.#tidy(() => this.#removeOld(newest))
    }
    this.#removing = null
  }

  /** By the time that it is answered there may be newer ones, which are not its business. */
  async #removeOld({ file, history }: Written): Promise<void> {
    const best = bestToKeep(this.#spec.earlyStopping, history)
    const { upTo } = this.#around(file)
    await this.#remove(await this.#allowed(superfluous(upTo, this.#options.keepEpochs ?? {}, best)))
  }

  /** The files before and after the one that was saved. Neither where it was taken away: then the others are all that there is. */
  #around(saved: string): { newer: readonly CheckpointFile[]; upTo: readonly CheckpointFile[] } {
    const files = listCheckpoints(this.#options.folder)
    const at = files.findIndex((file) => file.path === saved)
    return at === -1 ? { newer: [], upTo: [] } : { newer: files.slice(0, at), upTo: files.slice(at) }
  }

  /** What cannot be removed harms nobody: it is told. */
  async #tidy(act: () => Promise<void>): Promise<void> {
    try {
      await act()
    } catch (error) {
      this.#told.push({ type: 'oldCheckpointsKept', reason: messageOf(error) })
    }
  }

  async #remove(files: readonly CheckpointFile[]): Promise<void> {
    this.#options.beforeWrite?.()
    for (const file of files) await rm(file.path, { force: true })
  }

  /** Those that nobody else needs. */
  async #allowed(files: readonly CheckpointFile[]): Promise<readonly CheckpointFile[]> {
    const { mayRemove } = this.#options
    const epochs = files.flatMap(({ epoch, step }) => (step === null ? [epoch] : []))
    if (!mayRemove || epochs.length === 0) return files
    const allowed = new Set(await mayRemove(epochs))
    return files.filter(({ epoch, step }) => step !== null || allowed.has(epoch))
  }
}
