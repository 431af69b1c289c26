import { type Checkpoint, CheckpointRefused, type Variables } from '../checkpoint/checkpoint.ts'
import type { Fits } from '../checkpoint/fingerprint.ts'
import { listCheckpoints, readFitting } from '../checkpoint/folder.ts'
import type { CompiledTraining } from '../compile.ts'
import type { Node } from '../graph/graph.ts'
import { bestEpoch } from '../spec/early-stopping.ts'
import type { TrainingSpec } from '../spec/training.ts'
import type { TrainingEvent } from '../spec/training-event.ts'
import type { Run } from './run.ts'

/** Keeps the weights of an epoch that has just ended, if early stopping would go back to them. */
export function keepBest({ spec, progress, session, compiled }: Run): void {
  const { history } = progress
  if (!spec.earlyStopping?.restoreBestWeights) return
  if (bestEpoch(spec.earlyStopping, history) !== history.length) return
  const variables = judgedIn(compiled, session.run('get_state', {}))
  if (variables) progress.best = { epoch: history.length, variables }
}

/**
 * Goes back to the weights of the best epoch, and tells it; null where there is nothing to do: early stopping does not
 * ask for it, or the last epoch is the best.
 */
export function restoreBest({
  spec,
  progress,
  session,
}: Run): Extract<TrainingEvent, { type: 'bestWeightsRestored' | 'bestWeightsMissing' }> | null {
  const { history, best } = progress
  if (!spec.earlyStopping?.restoreBestWeights) return null
  const epoch = bestEpoch(spec.earlyStopping, history)
  if (epoch === null || epoch === history.length) return null
  if (best?.epoch !== epoch) return { type: 'bestWeightsMissing', epoch }
  session.run('set_state', Object.fromEntries([...session.run('get_state', {}), ...best.variables]))
  return { type: 'bestWeightsRestored', epoch }
}

/**
 * What early stopping would go back to when a training goes on: what its checkpoint kept, or where another epoch is the
 * best one now (the setting is newer), that epoch's own checkpoint.
 * @param folders where it may lie
 */
export function bestSoFar(
  { earlyStopping }: TrainingSpec,
  compiled: CompiledTraining,
  { history, best }: Checkpoint,
  { folders, fits }: { readonly folders: readonly string[]; readonly fits: Fits },
): Checkpoint['best'] {
  const kept = best && judgedIn(compiled, best.variables)
  const wanted = earlyStopping?.restoreBestWeights ? bestEpoch(earlyStopping, history) : null
  if (best && kept && (wanted === null || best.epoch === wanted)) return { ...best, variables: kept }
  if (wanted === null) return null
  const files = folders
    .flatMap(listCheckpoints)
    .filter(({ epoch, step }) => epoch === wanted && step === null)
  for (const file of files) {
    try {
      const found = readFitting(file, fits)
      const variables = judgedIn(compiled, found.variables)
      // Not of another future of the same past.
      const isOwn = JSON.stringify(found.history) === JSON.stringify(history.slice(0, wanted))
      if (variables && isOwn) return { epoch: wanted, variables }
    } catch (error) {
      if (!(error instanceof CheckpointRefused)) throw error
    }
  }
  return null
}

/** Of some variables those that an evaluation depends on; null where one is missing. */
function judgedIn(compiled: CompiledTraining, held: Variables): Variables | null {
  const judged = new Map<string, NonNullable<ReturnType<Variables['get']>>>()
  for (const { name, startsAs = name } of judgedVariables(compiled)) {
    const values = held.get(name) ?? held.get(startsAs)
    if (!values) return null
    judged.set(name, values)
  }
  return judged
}

/** The variables that an evaluation depends on: weights or their averages, and moving statistics. */
function judgedVariables({ signatures, variables }: CompiledTraining): CompiledTraining['variables'] {
  const seen = new Set<Node>()
  const open = Object.values(signatures.evaluate.outputs).map(({ node }) => node)
  for (let node = open.pop(); node; node = open.pop()) {
    if (seen.has(node)) continue
    seen.add(node)
    open.push(...node.inputs.map((input) => input.node))
  }
  const read = new Set([...seen].map(({ name }) => name))
  return variables.filter(({ name }) => read.has(name))
}
