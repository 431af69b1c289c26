import { MOST_RUNS } from './view.ts'

/** The runs that an address names, each once, at most as many as one page compares. */
export const chosenIds = (runs: readonly string[]): string[] =>
  [...new Set(runs.filter((id) => id !== ''))].slice(0, MOST_RUNS)
