'use client'

import { Button } from '@mantine/core'
import type { WorkersQuery } from '#gql/graphql.ts'
import { Age } from '../ui/age.tsx'
import table from '../ui/table.module.css'
import { useDrainWorker } from './use-drain-worker.tsx'
import { WorkerRuns } from './worker-runs.tsx'
import classes from './worker-table.module.css'

type Props = { readonly workers: WorkersQuery['workers'] }

/** Who trains, on what, and what just now, in how many of its slots. */
export function WorkerTable({ workers }: Props) {
  const mayDrain = workers.some(({ viewerCanDrain }) => viewerCanDrain)
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
    <table className={`${table.table} ${classes.workers}`} aria-label="Workers">
      <thead>
        <tr>
          <th>Worker</th>
          <th>State</th>
          <th>Trains</th>
          <th className={classes.seen}>Last heard of</th>
          {mayDrain && (
            <th>
              <span className="visually-hidden">Actions</span>
            </th>
          )}
        </tr>
      </thead>
      <tbody>
        {workers.map((worker) => {
          const { id, name, host, device, status, slots, runs, lastSeenAt } = worker
          const called = name === host ? host : `${name} on ${host}`
          return (
            <tr key={id}>
              <td>
                <span className={classes.host}>{called}</span>{' '}
                <span className={classes.device}>{device}</span>
              </td>
              <td>
                <span className={classes.state} data-state={status}>
                  {status}
                </span>
              </td>
              <td>
                <WorkerRuns runs={runs} slots={slots} status={status} />
              </td>
              <td className={classes.seen}>
                <Age at={lastSeenAt} />
              </td>
              {mayDrain && (
                <td className={classes.actions}>
                  {status === 'draining' && (
                    <Button
                      variant="default"
                      size="compact-xs"
                      onClick={() => resume(worker)}
                      aria-label={`Resume the worker ${called}`}
                    >
                      Resume
                    </Button>
                  )}
                  {(status === 'idle' || status === 'training') && (
                    <Button
                      variant="default"
                      size="compact-xs"
                      onClick={() => drain(worker)}
                      aria-label={`Drain the worker ${called}`}
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
