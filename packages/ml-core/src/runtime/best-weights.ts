import type { CompiledTraining } from '../compile.ts'
import type { Node } from '../graph/graph.ts'
import { bestEpoch } from '../spec/early-stopping.ts'
import type { Run } from './run.ts'

/** Keeps the weights of an epoch that has just ended, if early stopping would go back to them. */
export function keepBest({ spec, progress, session, compiled }: Run): void {
  const { history } = progress
  if (!spec.earlyStopping?.restoreBestWeights) return
  if (bestEpoch(spec.earlyStopping, history) !== history.length) return
  const judged = judgedVariables(compiled)
  const variables = new Map([...session.run('get_state', {})].filter(([name]) => judged.has(name)))
  progress.best = { epoch: history.length, variables }
}

/**
 * Goes back to the weights of the best epoch. Gives its number, or null where there is nothing to do: early stopping
 * does not ask for it, the last epoch is the best, or the best one's weights were never kept (the setting is newer).
 */
export function restoreBest({ spec, progress, session }: Run): number | null {
  const { history, best } = progress
  if (!spec.earlyStopping?.restoreBestWeights || !best) return null
  if (best.epoch === history.length || best.epoch !== bestEpoch(spec.earlyStopping, history)) return null
  session.run('set_state', Object.fromEntries([...session.run('get_state', {}), ...best.variables]))
  return best.epoch
}

/** Names of the variables that an evaluation depends on: weights or their averages, and moving statistics. */
function judgedVariables({ signatures, variables }: CompiledTraining): ReadonlySet<string> {
  const seen = new Set<Node>()
  const open = Object.values(signatures.evaluate.outputs).map(({ node }) => node)
  for (let node = open.pop(); node; node = open.pop()) {
    if (seen.has(node)) continue
    seen.add(node)
    open.push(...node.inputs.map((input) => input.node))
  }
  const read = new Set([...seen].map(({ name }) => name))
  return new Set(variables.map(({ name }) => name).filter((name) => read.has(name)))
}
