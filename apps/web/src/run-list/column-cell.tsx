'use client'

import type { RunRowFieldsFragment as Row } from '#gql/graphql.ts'
import { loss, percentFigure, short } from '../format/figures.ts'
import { statuses } from '../run-state/status.ts'
import { Age } from '../ui/age.tsx'
import { placeOn, type Scale } from './accuracy-scale.ts'
import {
  type ColumnKind,
  type FixedColumn,
  isShare,
  parametersOf,
  type Statistic,
  valueText,
} from './columns.ts'
import { metricOf } from './metric-of.ts'
import { NameCell } from './name-cell.tsx'
import { RowProgress } from './row-progress.tsx'
import classes from './run-table.module.css'
import { Sparkline } from './sparkline.tsx'
import { Tags } from './tags.tsx'

type Props = {
  readonly run: Row
  readonly kind: ColumnKind
  readonly scale: Scale
  readonly differing: ReadonlySet<string>
}

/** What a column shows of a run. */
export function ColumnCell({ run, kind, scale, differing }: Props) {
  if (kind.kind === 'fixed') return <FixedCell id={kind.id} run={run} scale={scale} />
  if (kind.kind === 'metric')
    return <MetricCell run={run} name={kind.name} statistic={kind.statistic} scale={scale} />
  const text = valueText(parametersOf(run).get(kind.name))
  return (
    <span
      className={`number ${classes.parameter}`}
      data-differs={differing.has(kind.name) || undefined}
      title={text}
    >
      {text}
    </span>
  )
}

function FixedCell({
  id,
  run,
  scale,
}: {
  readonly id: FixedColumn
  readonly run: Row
  readonly scale: Scale
}) {
  switch (id) {
    case 'name':
      return <NameCell run={run} />
    case 'status':
      return statuses[run.status].label
    case 'progress':
      return <RowProgress run={run} />
    case 'curve':
      return <Sparkline run={run} scale={scale} />
    case 'test':
      return <span className="number">{percentFigure(run.evaluation?.accuracy)}</span>
    case 'tags':
      return <Tags tags={run.tags} />
    case 'by':
      return <span className={classes.quiet}>{run.createdBy?.name ?? '–'}</span>
    case 'created':
      return (
        <span className={classes.quiet}>
          <Age at={run.createdAt} />
        </span>
      )
    case 'speed':
      return (
        <span className="number">{run.examplesPerSecond == null ? '–' : short(run.examplesPerSecond)}</span>
      )
  }
}

type MetricProps = {
  readonly run: Row
  readonly name: string
  readonly statistic: Statistic
  readonly scale: Scale
}

/** A number; the best validation accuracy over a bar on the column's scale. */
function MetricCell({ run, name, statistic, scale }: MetricProps) {
  const value = metricOf(run, name, statistic)
  const text = isShare(name) ? percentFigure(value) : loss(value)
  if (name !== 'val_accuracy' || statistic !== 'max') return <span className="number">{text}</span>
  return (
    <span className={classes.bar}>
      {value !== undefined && (
        <span className={classes.fill} style={{ width: `${placeOn(scale, value) * 100}%` }} />
      )}
      <span className="number">{text}</span>
    </span>
  )
}
