import type { Database, Run } from '@atelier/db'
import { runConfig } from '@atelier/db'
import { bestToKeep, superfluous } from '@atelier/ml-core/checkpoint-keeping'
import { checkpointsAmong } from './checkpoint-folder.ts'

/** What of a run's history decides which of its checkpoints stay. */
export type Past = { readonly epochsCompleted: number; readonly best: number | null }

/** @throws what the database says when it is away */
export async function pastOf(db: Database, { id, config }: Pick<Run, 'id' | 'config'>): Promise<Past> {
  const epochs = await db.epoch.findMany({
    where: { runId: id },
    orderBy: { index: 'asc' },
    select: { loss: true, accuracy: true, validationLoss: true, validationAccuracy: true },
  })
  const history = epochs.map(({ validationLoss, validationAccuracy, ...figures }) => ({
    ...figures,
    validationLoss: validationLoss ?? Number.NaN,
    validationAccuracy: validationAccuracy ?? Number.NaN,
  }))
  return {
    epochsCompleted: history.length,
    best: bestToKeep(runConfig.parse(config).earlyStopping, history),
  }
}

/**
 * Those of a run's checkpoints, by names, that may go: of a past that was taken back, and what a training that goes on
 * removes.
 */
export function superfluousAmong(names: Iterable<string>, { epochsCompleted, best }: Past): Set<string> {
  const all = checkpointsAmong(names)
  const standing = all.filter(({ ended }) => ended <= epochsCompleted)
  const old = superfluous(standing, {}, best)
  return new Set([...all.filter(({ ended }) => ended > epochsCompleted), ...old].map(({ name }) => name))
}
