import type { Variables } from '../checkpoint/checkpoint.ts'
import type { VariableSpec } from '../compile.ts'
import { initialState } from './initial-state.ts'
import type { Values } from './session.ts'

/**
 * The variables of a training that starts from another's, whose optimizer may have kept more or less beside the
 * weights: averages that it had not start at the weights, slots at their initial values; what is not needed is left.
 */
export function forkState(
  variables: readonly VariableSpec[],
  held: Variables,
  seed: number,
): Record<string, Values> {
  const taken = variables.flatMap(({ name, startsAs = name }) => {
    const values = held.get(name) ?? held.get(startsAs)
    return values ? [[name, values] as const] : []
  })
  const there = new Set(taken.map(([name]) => name))
  const fresh = initialState(
    variables.filter(({ name }) => !there.has(name)),
    seed,
  )
  return { ...fresh, ...Object.fromEntries(taken) }
}
