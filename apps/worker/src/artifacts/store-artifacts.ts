import path from 'node:path'
import type { Database, Lease } from '@atelier/db'
import { type ArtifactRecord, type RunConfig, recordArtifacts } from '@atelier/db'
import type { DatasetInfo } from '@atelier/ml-core/spec'
import { artifactFolder, artifactKey, type Storage } from '@atelier/storage'
import { newestCheckpoint } from '../checkpoints/checkpoint-folder.ts'
import { modelOf } from './model-of.ts'
import { withWeights } from './weights-of.ts'

export type Trained = {
  readonly config: RunConfig
  readonly dataset: DatasetInfo
  /** Of the run's checkpoints. */
  readonly folder: string
  /** The epoch whose weights early stopping went back to, if it did. */
  readonly bestEpoch: number | null
}

/**
 * Stores what a training leaves: its weights and the model that they belong to. Nothing where no checkpoint is.
 * @throws LeaseLostError when the run was deleted meanwhile; nothing of it stays then
 */
export async function storeArtifacts(
  storage: Storage,
  db: Database,
  lease: Lease,
  { config, dataset, folder, bestEpoch }: Trained,
): Promise<void> {
  const checkpoint = newestCheckpoint(folder)
  if (!checkpoint) return
  const { runId } = lease
  const epoch = bestEpoch ?? checkpoint.epoch
  const metadata = { run: runId, epoch: String(epoch) }
  const put = async (
    name: string,
    contentType: string,
    bytes: number,
    content: AsyncIterable<Uint8Array>,
  ) => ({
    name,
    ...(await storage.put(artifactKey(runId, name), content, { bytes, contentType })),
  })
  const file = path.join(folder, checkpoint.name)
  const weights = await withWeights(file, { best: bestEpoch !== null, metadata }, ({ bytes, content }) =>
    put('weights.safetensors', 'application/octet-stream', bytes, content),
  )
  const text = Buffer.from(modelOf(config, dataset, epoch))
  const model = await put('model.json', 'application/json', text.length, once(text))
  const artifacts: readonly ArtifactRecord[] = [
    { ...weights, format: 'safetensors' },
    { ...model, format: 'json' },
  ]
  try {
    await recordArtifacts(db, lease, artifacts)
  } catch (error) {
    if (!(await db.run.findUnique({ where: { id: runId } }))) await storage.removeAll(artifactFolder(runId))
    throw error
  }
}

async function* once(bytes: Uint8Array) {
  yield bytes
}
