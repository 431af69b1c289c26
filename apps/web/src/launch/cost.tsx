'use client'

import { Select } from '@mantine/core'
import type { LaunchPageQuery } from '#gql/graphql.ts'
import { bytes } from '../format/figures.ts'
import { roughly } from '../format/time.ts'
import classes from './cost.module.css'
import type { TimeEstimate } from './estimate.ts'

type Worker = LaunchPageQuery['workers'][number]
type Props = {
  readonly workers: readonly Worker[]
  readonly worker: Worker | undefined
  readonly onWorker: (id: string) => void
  readonly time: TimeEstimate | null
  /** Bytes; null while anything is wrong. */
  readonly memory: number | null
}

/** What the run would take on a worker, and how that is known. */
export function Cost({ workers, worker, onWorker, time, memory }: Props) {
  return (
    <section className={classes.cost} aria-label="What it would take">
      {worker && workers.length > 1 ? (
        <Select
          size="xs"
          aria-label="Worker of the estimate"
          data={workers.map(({ id, name, device }) => ({ value: id, label: `on ${name} (${device})` }))}
          value={worker.id}
          onChange={(id) => id !== null && onWorker(id)}
          allowDeselect={false}
        />
      ) : (
        <p className={classes.where}>
          {worker ? `On ${worker.name}, ${worker.device}` : 'No worker is running'}
        </p>
      )}
      <dl>
        <dt>Time</dt>
        <dd>{memory === null ? '–' : timeText(time)}</dd>
        <dt>Memory</dt>
        <dd title="Weights, gradients, the optimizer's own numbers and one batch's outputs with their gradients; program and images come on top.">
          {memory === null ? (
            '–'
          ) : (
            <>
              about <span className="number">{bytes(memory)}</span>, by the sizes of weights and outputs
            </>
          )}
        </dd>
      </dl>
    </section>
  )
}

function timeText(time: TimeEstimate | null): string {
  if (!time) return 'unknown: nothing was trained there yet'
  const run = `${time.run.name} #${time.run.number}`
  return time.by === 'measured'
    ? `${roughly(time.seconds)}, as fast as ${run}`
    : `${roughly(time.seconds)}, a guess: by FLOPs, at the rate of ${run}`
}
