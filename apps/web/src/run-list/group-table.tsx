'use client'

import { useMemo } from 'react'
import { count, counted, loss, percentFigure } from '../format/figures.ts'
import { BY_SETTINGS } from './by-settings.ts'
import { type ColumnKind, isShare, valueText } from './columns.ts'
import { type Group, type GroupedRun, groupRuns, type Spread, searchFor, spreadOf } from './group-runs.ts'
import classes from './group-table.module.css'
import type { ShownColumn } from './shown-columns.ts'

type Props = {
  readonly runs: readonly GroupedRun[]
  readonly total: number
  readonly loading: boolean
  /** A parameter, or BY_SETTINGS. */
  readonly by: string
  readonly columns: readonly ShownColumn[]
  /** Shows the runs of a group. */
  readonly onOpen: (search: string) => unknown
  readonly onChoose: ((ids: string[]) => unknown) | undefined
}

type MetricColumn = Omit<ShownColumn, 'kind'> & { readonly kind: Extract<ColumnKind, { kind: 'metric' }> }

/** Runs in groups: how many, over how many seeds, mean and standard deviation of the metrics that the list shows. */
export function GroupTable({ runs, total, loading, by, columns, onOpen, onChoose }: Props) {
  const groups = useMemo(() => groupRuns(runs, by), [runs, by])
  const metrics = columns.flatMap(({ kind, ...column }) =>
    kind.kind === 'metric' ? [{ ...column, kind }] : [],
  )
  return (
    <div className={classes.scroller}>
      <p className={classes.note} role="status">
        {counted(groups.length, 'group')} of {counted(runs.length, 'run')}
        {runs.length < total &&
          (loading ? `, more are coming` : `, the first of ${count(total)}: search for fewer`)}
        . Mean ± standard deviation.
      </p>
      <table className={classes.table} aria-label="Groups of runs">
        <thead>
          <tr>
            <th scope="col">{by === BY_SETTINGS ? 'Settings that differ' : by}</th>
            <th scope="col" data-figure>
              Runs
            </th>
            <th scope="col" data-figure>
              Seeds
            </th>
            {metrics.map(({ id, label, title }) => (
              <th key={id} scope="col" title={title} data-figure>
                {label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {groups.map((group) => (
            <GroupRow key={group.key} group={group} metrics={metrics} onOpen={onOpen} onChoose={onChoose} />
          ))}
        </tbody>
      </table>
    </div>
  )
}

type RowProps = Pick<Props, 'onOpen' | 'onChoose'> & {
  readonly group: Group
  readonly metrics: readonly MetricColumn[]
}

function GroupRow({ group: { shared, runs, seeds }, metrics, onOpen, onChoose }: RowProps) {
  const named = shared.map(([name, value]) => `${name} ${valueText(value)}`).join(', ')
  const title = shared.length === 1 && shared[0] ? valueText(shared[0][1]) : named || 'all alike'
  return (
    <tr>
      <th scope="row">
        <button
          type="button"
          className={classes.open}
          title={`Show the runs of ${named || 'this group'}`}
          onClick={() => onOpen(shared.map(([name, value]) => searchFor(name, value)).join(' '))}
        >
          {title}
        </button>
        {onChoose && runs.length > 1 && (
          <button
            type="button"
            className={classes.choose}
            aria-label={`Choose the runs of ${title}`}
            onClick={() => onChoose(runs.map((run) => run.id))}
          >
            choose
          </button>
        )}
      </th>
      <td data-figure className="number">
        {count(runs.length)}
      </td>
      <td data-figure className="number">
        {count(seeds)}
      </td>
      {metrics.map(({ id, kind }) => (
        <td key={id} data-figure className="number">
          <SpreadText spread={spreadOf(runs, kind.name, kind.statistic)} share={isShare(kind.name)} />
        </td>
      ))}
    </tr>
  )
}

function SpreadText({ spread, share }: { readonly spread: Spread | undefined; readonly share: boolean }) {
  if (!spread) return '–'
  const figure = share ? percentFigure : loss
  return (
    <span title={`${counted(spread.count, 'run')}`}>
      {figure(spread.mean)}
      {spread.deviation !== null && <span className={classes.deviation}> ± {figure(spread.deviation)}</span>}
    </span>
  )
}
