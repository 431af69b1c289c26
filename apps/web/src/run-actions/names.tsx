import classes from './names.module.css'

export type NamedRun = { readonly id: string; readonly name: string; readonly number: number }

/** So many names fit a question. */
const MOST = 8

export const nameOf = (run: NamedRun): string => `${run.name} #${run.number}`

/** `baseline-mlp #42`, or how many there are. */
export const titleOf = (runs: readonly NamedRun[]): string => {
  const [only] = runs
  return only && runs.length === 1 ? nameOf(only) : `${runs.length} runs`
}

/** The names of the runs that a question is about. */
export function Names({ runs }: { readonly runs: readonly NamedRun[] }) {
  if (runs.length < 2) return null
  return (
    <ul className={classes.names}>
      {runs.slice(0, MOST).map((run) => (
        <li key={run.id}>{nameOf(run)}</li>
      ))}
      {runs.length > MOST && <li>and {runs.length - MOST} more</li>}
    </ul>
  )
}
