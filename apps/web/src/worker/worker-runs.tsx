import Link from 'next/link'
import type { WorkersQuery } from '#gql/graphql.ts'
import { wholePercent } from '../format/figures.ts'
import { ProgressBar } from '../ui/progress-bar.tsx'
import classes from './worker-table.module.css'

type Props = Pick<WorkersQuery['workers'][number], 'runs' | 'slots' | 'status'>

/** What a worker trains, a line each; where it may train several, how many: some may be of another workspace. */
export function WorkerRuns({ runs, slots, status }: Props) {
  if (runs.length === 0)
    return (
      <span className={classes.device}>
        {slots > 1 && status === 'idle' ? `up to ${slots} at once` : '–'}
      </span>
    )
  return (
    <>
      {runs.map(({ id, name, number, progress }) => (
        <span key={id} className={classes.run}>
          <Link href={`/runs/${id}`}>
            {name} <span className={classes.device}>#{number}</span>
          </Link>
          <ProgressBar share={progress} label={`${name} #${number}`} />
          <span className="number">{wholePercent(progress)}</span>
        </span>
      ))}
      {slots > 1 && <span className={classes.slots}>up to {slots} at once</span>}
    </>
  )
}
