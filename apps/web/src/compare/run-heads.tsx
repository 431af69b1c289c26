import { RunMark } from '../run-state/run-mark.tsx'
import classes from './compare.module.css'
import type { FiguredRun } from './run-figures.ts'

/** The head of a table with a column a run. */
export function RunHeads({ first, runs }: { readonly first: string; readonly runs: readonly FiguredRun[] }) {
  return (
    <thead>
      <tr>
        <th scope="col">{first}</th>
        {runs.map(({ id, name, number }) => (
          <th key={id} scope="col">
            <span className={classes.head}>
              <RunMark runNumber={number} />
              {name} #{number}
            </span>
          </th>
        ))}
      </tr>
    </thead>
  )
}
