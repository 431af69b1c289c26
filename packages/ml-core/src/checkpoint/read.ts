import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { z } from 'zod'
import { hasCode } from '../has-code.ts'
import { messageOf } from '../message-of.ts'
import { type Checkpoint, CheckpointRefused, isEpochEnd } from './checkpoint.ts'
import { verify } from './file-format.ts'
import { fromParts } from './metadata.ts'
import { decode } from './safetensors.ts'

/**
 * Reads a checkpoint and checks all of it: format, checksum, that nothing is missing.
 * @throws CheckpointRefused when the file is torn, damaged, foreign or not there
 * @throws Error of the system when it cannot be read for now, for want of memory or permission: it may well be sound
 */
export function readCheckpoint(file: string): Checkpoint {
  const bytes = readWhole(file)
  try {
    verify(bytes)
    const { metadata, tensors } = decode(bytes)
    const checkpoint = fromParts(metadata, tensors)
    const { history, position, gathered, variables } = checkpoint
    const gatheredAll = isEpochEnd(checkpoint) || gathered.batchLoss.length === position.step
    if (!gatheredAll || history.length > position.epoch || variables.size === 0)
      throw new Error('its parts contradict each other')
    return checkpoint
  } catch (error) {
    throw new CheckpointRefused(file, reasonOf(error))
  }
}

/** What the system says of a file that is lost, rather than out of reach for now. */
const LOST = ['ENOENT', 'EISDIR', 'EIO'] as const

function readWhole(file: string): Uint8Array<ArrayBuffer> {
  try {
    return bytesOf(file)
  } catch (error) {
    if (hasCode(error, ...LOST))
      throw new CheckpointRefused(file, hasCode(error, 'ENOENT') ? 'it is not there' : messageOf(error))
    throw error
  }
}

function bytesOf(file: string): Uint8Array<ArrayBuffer> {
  const descriptor = openSync(file, 'r')
  try {
    const { size } = fstatSync(descriptor)
    const bytes = new Uint8Array(new ArrayBuffer(size))
    for (let done = 0; done < size; ) {
      const read = readSync(descriptor, bytes, done, Math.min(size - done, 2 ** 30), null)
      if (read === 0) throw new CheckpointRefused(file, 'it is cut short')
      done += read
    }
    return bytes
  } finally {
    closeSync(descriptor)
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof z.ZodError) return 'its header does not hold what it should'
  return messageOf(error)
}
