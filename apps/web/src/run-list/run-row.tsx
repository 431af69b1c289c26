'use client'

import { Checkbox } from '@mantine/core'
import { memo } from 'react'
import type { RunRowFieldsFragment as Row } from '#gql/graphql.ts'
import type { Scale } from './accuracy-scale.ts'
import { ColumnCell } from './column-cell.tsx'
import classes from './run-table.module.css'
import type { ShownColumn } from './shown-columns.ts'

type Props = {
  readonly run: Row
  /** From 0 in the whole list. */
  readonly index: number
  readonly columns: readonly ShownColumn[]
  readonly scale: Scale
  readonly differing: ReadonlySet<string>
  readonly chosen: boolean
  /** `extend`: with all rows from the one that was chosen before. */
  readonly onToggle: ((id: string, extend: boolean) => void) | undefined
}

/** One run of the list. A row that did not change is not drawn again. */
export const RunRow = memo(function RunRow({
  run,
  index,
  columns,
  scale,
  differing,
  chosen,
  onToggle,
}: Props) {
  return (
    // The header is the first row.
    <tr data-chosen={chosen || undefined} data-id={run.id} aria-rowindex={index + 2}>
      <td className={classes.choose}>
        {onToggle && (
          <Checkbox
            aria-label={`Choose ${run.name}`}
            checked={chosen}
            onChange={({ nativeEvent }) =>
              onToggle(run.id, nativeEvent instanceof MouseEvent && nativeEvent.shiftKey)
            }
          />
        )}
      </td>
      {columns.map(({ id, kind, figure, left, from }) => (
        <td
          key={id}
          data-column={id}
          data-kind={kind.kind}
          data-figure={figure || undefined}
          data-pinned={left !== undefined || undefined}
          data-from={from}
          style={{ left }}
        >
          <ColumnCell run={run} kind={kind} scale={scale} differing={differing} />
        </td>
      ))}
      <td className={classes.rest} aria-hidden="true" />
    </tr>
  )
})
