'use client'

import { Button } from '@mantine/core'
import Link from 'next/link'
import type { WorkersQuery } from '#gql/graphql.ts'
import { wholePercent } from '../format/figures.ts'
import { Age } from '../ui/age.tsx'
import { ProgressBar } from '../ui/progress-bar.tsx'
import { useMayWrite } from '../viewer/viewer-context.tsx'
import { useDrainWorker } from './use-drain-worker.tsx'
import classes from './worker-table.module.css'

type Props = { readonly workers: WorkersQuery['workers'] }

/** Who trains, on what, and what just now. */
export function WorkerTable({ workers }: Props) {
  const mayWrite = useMayWrite()
  const { drain, resume } = useDrainWorker()
  if (workers.length === 0)
    return (
      <section className={classes.empty}>
        <h2>No worker has reported yet</h2>
        <p>
          A worker is a process that trains queued runs. <code>npm start</code> starts one; on other machines,
          point <code>DATABASE_URL</code> at the same database.
        </p>
      </section>
    )
  return (
    <table className={classes.table} aria-label="Workers">
      <thead>
        <tr>
          <th>Worker</th>
          <th>State</th>
          <th>Trains</th>
          <th className={classes.seen}>Last heard of</th>
          {mayWrite && (
            <th>
              <span className="visually-hidden">Actions</span>
            </th>
          )}
        </tr>
      </thead>
      <tbody>
        {workers.map((worker) => {
          const { id, host, device, status, run, lastSeenAt } = worker
          return (
            <tr key={id}>
              <td>
                <span className={classes.host}>{host}</span> <span className={classes.device}>{device}</span>
              </td>
              <td>
                <span className={classes.state} data-state={status}>
                  {status}
                </span>
              </td>
              <td>
                {run ? (
                  <span className={classes.run}>
                    <Link href={`/runs/${run.id}`}>
                      {run.name} <span className={classes.device}>#{run.number}</span>
                    </Link>
                    <ProgressBar share={run.progress} label={`${run.name} #${run.number}`} />
                    <span className="number">{wholePercent(run.progress)}</span>
                  </span>
                ) : (
                  <span className={classes.device}>–</span>
                )}
              </td>
              <td className={classes.seen}>
                <Age at={lastSeenAt} />
              </td>
              {mayWrite && (
                <td className={classes.actions}>
                  {status === 'draining' && (
                    <Button
                      variant="default"
                      size="compact-xs"
                      onClick={() => resume(worker)}
                      aria-label={`Resume the worker on ${host}`}
                    >
                      Resume
                    </Button>
                  )}
                  {(status === 'idle' || status === 'training') && (
                    <Button
                      variant="default"
                      size="compact-xs"
                      onClick={() => drain(worker)}
                      aria-label={`Drain the worker on ${host}`}
                    >
                      Drain
                    </Button>
                  )}
                </td>
              )}
            </tr>
          )
        })}
      </tbody>
    </table>
  )
}
