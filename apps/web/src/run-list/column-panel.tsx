'use client'

import { ActionIcon, Button, Checkbox, Popover, TextInput } from '@mantine/core'
import { ArrowDown, ArrowUp, Pin, PinOff } from 'lucide-react'
import { useState } from 'react'
import { PlacedPopover } from '../ui/placed-popover.tsx'
import type { Place } from '../ui/use-opener.ts'
import classes from './column-panel.module.css'
import { type Column, fixedColumns, kindOf, textOf } from './columns.ts'
import type { Known } from './search-completion.ts'
import type { Columns } from './use-columns.ts'

export type ColumnPanelProps = {
  readonly columns: Columns
  readonly names: Pick<Known, 'metrics' | 'parameters'>
}

/** So many of those that are not shown are offered at once: a name finds the others. */
const MOST = 60

/** Which columns are shown, in what order, and which of them stay at the left edge. */
export function ColumnPanel({ columns, names, ...place }: Place & ColumnPanelProps) {
  const [sought, setSought] = useState('')
  const { shown, pinned } = columns
  const matches = (id: string) => labelOf(id).toLowerCase().includes(sought.trim().toLowerCase())
  const others = offered(names).filter((id) => !shown.some((column) => column.id === id) && matches(id))
  return (
    <PlacedPopover {...place} position="bottom-end" width={320}>
      <Popover.Dropdown className={classes.panel ?? ''} aria-label="Columns">
        <TextInput
          size="xs"
          aria-label="Find a column"
          placeholder="Find a column, metric or parameter"
          value={sought}
          onChange={(event) => setSought(event.currentTarget.value)}
        />
        <ul className={classes.list} aria-label="Shown">
          {shown.map((column, index) =>
            matches(column.id) ? (
              <ShownItem
                key={column.id}
                column={column}
                index={index}
                isPinned={index < pinned}
                {...columns}
              />
            ) : null,
          )}
        </ul>
        {others.length > 0 && (
          <ul className={classes.list} aria-label="Not shown">
            {others.slice(0, MOST).map((id) => (
              <li key={id} className={classes.item}>
                <Checkbox size="xs" label={labelOf(id)} checked={false} onChange={() => columns.toggle(id)} />
              </li>
            ))}
            {others.length > MOST && <li className={classes.more}>{others.length - MOST} more</li>}
          </ul>
        )}
        <Button variant="subtle" size="xs" disabled={columns.isUsual} onClick={columns.reset}>
          Usual columns
        </Button>
      </Popover.Dropdown>
    </PlacedPopover>
  )
}

type ItemProps = Columns & {
  readonly column: Column
  readonly index: number
  readonly isPinned: boolean
}

function ShownItem({ column: { id }, index, isPinned, shown, changes, toggle, togglePin }: ItemProps) {
  const label = labelOf(id)
  const Mark = isPinned ? PinOff : Pin
  return (
    <li className={classes.item}>
      <Checkbox size="xs" label={label} checked disabled={id === 'name'} onChange={() => toggle(id)} />
      <ActionIcon
        size={22}
        aria-label={`${label} to the left`}
        disabled={index === 0}
        onClick={() => changes.shift(id, -1)}
      >
        <ArrowUp size={13} />
      </ActionIcon>
      <ActionIcon
        size={22}
        aria-label={`${label} to the right`}
        disabled={index === shown.length - 1}
        onClick={() => changes.shift(id, 1)}
      >
        <ArrowDown size={13} />
      </ActionIcon>
      <ActionIcon
        size={22}
        aria-label={`Keep ${label} in view`}
        aria-pressed={isPinned}
        data-on={isPinned || undefined}
        onClick={() => togglePin(id)}
      >
        <Mark size={13} />
      </ActionIcon>
    </li>
  )
}

function labelOf(id: string): string {
  const kind = kindOf(id)
  if (!kind) return id
  return kind.kind === 'parameter' ? `${kind.name} (parameter)` : textOf(kind).label
}

/** Every column that there could be. Of a metric the newest value first: it is what people mean. */
const offered = ({ metrics, parameters }: ColumnPanelProps['names']): readonly string[] => [
  ...fixedColumns,
  ...parameters.map((name) => `param.${name}`),
  ...metrics.flatMap((name) => ['last', 'max', 'min'].map((statistic) => `metric.${name}.${statistic}`)),
]
