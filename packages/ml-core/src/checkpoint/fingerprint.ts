import { isBesideWeight } from '../compile/variables.ts'
import type { VariableSpec } from '../compile.ts'
import { formatShape } from '../spec/shape.ts'
import type { TrainingSpec } from '../spec/training.ts'

/** What a checkpoint and the training that takes it must have in common, a line of text a fact. */
export type Fingerprint = {
  /** Data set, layers, optimizer and variables: without these the numbers mean nothing. */
  readonly state: Readonly<Record<string, string>>
  /** Settings that a fork may change, but under which a running epoch cannot go on. */
  readonly settings: Readonly<Record<string, string>>
}

/** What must agree; `but`: facts that are not looked at. */
export type Fits = Partial<Fingerprint> & { readonly but?: (fact: string) => boolean }

const VARIABLE = 'variable '

/** What a fork needs to fit: what is kept beside the weights may come or go with the optimizer's settings. */
export const fitsFork = ({ state }: Fingerprint): Fits => ({
  state,
  but: (fact) => fact.startsWith(VARIABLE) && isBesideWeight(fact.slice(VARIABLE.length)),
})

export function fingerprintOf(spec: TrainingSpec, variables: readonly VariableSpec[]): Fingerprint {
  // Epochs, learning rate and early stopping may change at any time: they are left out.
  const { dataset, model, optimizer, epochs: _, earlyStopping: __, ...settings } = spec
  const lines = (entries: readonly (readonly [string, unknown])[]) =>
    Object.fromEntries(entries.map(([key, value]) => [key, JSON.stringify(value) ?? 'none']))
  return {
    state: lines([
      ['data set', dataset],
      ...model.layers.map(({ type, settings: own }, index) => [`layer ${index}`, { type, ...own }] as const),
      ['optimizer', optimizer.type],
      ...variables.map(
        ({ name, dtype, shape }) => [VARIABLE + name, `${dtype} ${formatShape(shape)}`] as const,
      ),
    ]),
    settings: lines([...Object.entries(settings), ['optimizer settings', optimizer.settings]]),
  }
}

/** The first fact in which two differ, as a clause ("its batchSize is 64, not 32"); null when they agree. */
export function difference(
  its: Readonly<Record<string, string>>,
  wanted: Readonly<Record<string, string>>,
  but: (fact: string) => boolean = () => false,
): string | null {
  for (const key of new Set([...Object.keys(wanted), ...Object.keys(its)])) {
    if (its[key] === wanted[key] || but(key)) continue
    if (its[key] === undefined) return `it has no ${key}`
    if (wanted[key] === undefined) return `it has a ${key}, which this training has not`
    return `its ${key} is ${its[key]}, not ${wanted[key]}`
  }
  return null
}
