import type { Database } from '../database.ts'
import { type Lease, lockOwnRun } from '../runs/lock-run.ts'

export type ArtifactRecord = {
  readonly name: string
  readonly format: string
  readonly bytes: number
  readonly sha256: Uint8Array<ArrayBuffer>
}

/**
 * Enters files that are stored, all or none; one of the same name is replaced. Also after the run's end, by its last worker.
 * @throws LeaseLostError when another worker has it since, or it was deleted
 */
export async function recordArtifacts(
  db: Database,
  lease: Lease,
  artifacts: readonly ArtifactRecord[],
): Promise<void> {
  await db.$transaction(async (tx) => {
    await lockOwnRun(tx, lease)
    for (const artifact of artifacts) {
      const { name, ...facts } = artifact
      await tx.artifact.upsert({
        where: { runId_name: { runId: lease.runId, name } },
        create: { runId: lease.runId, ...artifact },
        update: facts,
      })
    }
  })
}
