'use client'

import { ActionIcon, Button, SegmentedControl } from '@mantine/core'
import { useHotkeys } from '@mantine/hooks'
import { ChevronLeft, ChevronRight } from 'lucide-react'
import type { MatrixFieldsFragment as Matrix } from '#gql/graphql.ts'
import { useRunSource } from '../run/run-source.tsx'
import { type Cell, type CellMode, cellModes, formatCell, parseCell } from '../run/view.ts'
import { ClassTable } from './class-table.tsx'
import classes from './confusion-matrix-panel.module.css'
import { HeatMap } from './heat-map.tsx'
import { RampLegend } from './ramp-legend.tsx'

type Props = {
  readonly runId: string
  /** Whether the run may still bring a first one. */
  readonly awaited: boolean
  readonly newest: Matrix | null
  readonly pinned: number | null
  readonly onPin: (epoch: number | null) => unknown
  readonly mode: CellMode
  readonly onMode: (mode: CellMode) => unknown
  readonly cell: string | null
  readonly onCell: (cell: string | null) => unknown
}

/** The confusion matrix after the newest epoch, or after the one that is pinned, with the figures of each class. */
export function ConfusionMatrixPanel(props: Props) {
  const { runId, newest, pinned, onPin, mode, onMode, cell, onCell } = props
  const wanted = pinned !== null && pinned !== newest?.epoch ? pinned : null
  const { useMatrix } = useRunSource()
  const { matrix: found, failed } = useMatrix(runId, wanted)
  const shownEpoch = pinned ?? newest?.epoch ?? 0
  const matrix = wanted === null ? newest : (found ?? newest)
  const last = newest?.epoch ?? 0
  const step = (by: number) => {
    const next = shownEpoch + by
    if (next >= 1 && next <= last) onPin(next === last ? null : next)
  }
  useHotkeys([
    ['[', () => step(-1)],
    [']', () => step(1)],
  ])
  const chosen = matrix ? parseCell(cell, matrix.labels.length) : null
  const choose = (next: Cell | null) => onCell(next && formatCell(next))
  return (
    <section className={classes.panel} aria-labelledby="matrix-title">
      <div className={classes.head}>
        <h2 id="matrix-title">Confusion matrix</h2>
        {matrix && (
          <>
            <div className={classes.stepper}>
              <ActionIcon
                aria-label="Epoch before"
                title="Epoch before ([)"
                disabled={shownEpoch <= 1}
                onClick={() => step(-1)}
              >
                <ChevronLeft size={15} />
              </ActionIcon>
              <span aria-live="polite">
                epoch <span className={`number ${classes.epoch}`}>{shownEpoch}</span>
              </span>
              <ActionIcon
                aria-label="Epoch after"
                title="Epoch after (])"
                disabled={shownEpoch >= last}
                onClick={() => step(1)}
              >
                <ChevronRight size={15} />
              </ActionIcon>
            </div>
            {pinned !== null && (
              <Button variant="subtle" size="compact-xs" onClick={() => onPin(null)}>
                newest
              </Button>
            )}
            <SegmentedControl
              className={classes.mode ?? ''}
              aria-label="Numbers in the cells"
              size="xs"
              data={[...cellModes]}
              value={mode}
              onChange={(value) => onMode(cellModes.find((known) => known === value) ?? 'counts')}
            />
          </>
        )}
      </div>
      {failed && (
        <p role="alert" className={classes.error}>
          The matrix of epoch {shownEpoch} could not be loaded.
        </p>
      )}
      {matrix ? (
        <>
          <HeatMap
            labels={matrix.labels}
            counts={matrix.counts}
            mode={mode}
            chosen={chosen}
            onChoose={choose}
          />
          <RampLegend />
          <ClassTable classReports={matrix.classes} />
        </>
      ) : (
        <p className={classes.empty}>
          {props.awaited
            ? 'The matrix comes with the first epoch.'
            : 'This run recorded no confusion matrix.'}
        </p>
      )}
    </section>
  )
}
