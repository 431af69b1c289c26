import { type FileHandle, open, rename, rm } from 'node:fs/promises'
import path from 'node:path'
import type { Checkpoint } from './checkpoint.ts'
import { sign, withPlaceForDigest } from './file-format.ts'
import { toMetadata, toTensors } from './metadata.ts'
import { encode } from './safetensors.ts'

/** Ends the names of files that are still being written, or were when their process died. */
export const UNFINISHED = '.unfinished'

/**
 * Writes a checkpoint so that under `file` there is, at any moment, nothing, what was there before, or the whole of
 * it: under a temporary name first, through to the disk, then renamed. Before the first await it only computes the
 * checksum; the variables are written from where they lie, so they must not change until it is done.
 * @param shapes of the variables, by name
 * @throws Error of the file system; the temporary file is gone then
 */
export async function writeCheckpoint(
  file: string,
  checkpoint: Checkpoint,
  shapes: ReadonlyMap<string, readonly number[]>,
): Promise<void> {
  const parts = encode(withPlaceForDigest(toMetadata(checkpoint)), toTensors(checkpoint, shapes))
  sign(parts)
  const temporary = `${file}.${process.pid}${UNFINISHED}`
  try {
    await withFile(temporary, 'w', async (handle) => {
      await writeAll(handle, parts)
      await handle.sync()
    })
    await rename(temporary, file)
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  }
  // The new name is safe once its folder is on the disk too.
  await withFile(path.dirname(file), 'r', (folder) => folder.sync())
}

async function withFile(
  file: string,
  flags: string,
  use: (handle: FileHandle) => Promise<void>,
): Promise<void> {
  const handle = await open(file, flags)
  try {
    await use(handle)
  } finally {
    await handle.close()
  }
}

/** One call as a rule; the system may take less at once of files beyond 2 GiB. */
async function writeAll(handle: FileHandle, parts: readonly Uint8Array[]): Promise<void> {
  let rest = parts.filter(({ length }) => length > 0)
  while (rest.length > 0) {
    let { bytesWritten } = await handle.writev(rest)
    rest = rest.flatMap((part) => {
      const taken = Math.min(bytesWritten, part.length)
      bytesWritten -= taken
      return taken < part.length ? [part.subarray(taken)] : []
    })
  }
}
