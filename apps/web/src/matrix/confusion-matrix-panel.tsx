'use client'

import { SegmentedControl } from '@mantine/core'
import { useState } from 'react'
import type { MatrixFieldsFragment as Matrix } from '#gql/graphql.ts'
import { useRunSource } from '../run/run-source.tsx'
import { splitNames } from '../run/split-names.ts'
import { type Cell, type CellMode, cellModes, formatCell, parseCell } from '../run/view.ts'
import { ClassTable } from './class-table.tsx'
import classes from './confusion-matrix-panel.module.css'
import { EpochPlayer } from './epoch-player.tsx'
import { HeatMap } from './heat-map.tsx'
import { MatrixMenu } from './matrix-menu.tsx'
import { RampLegend } from './ramp-legend.tsx'

type Props = {
  readonly runId: string
  /** Of the run, as its files are called. */
  readonly runName: string
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
  const { runId, runName, newest, pinned, onPin, mode, onMode, cell, onCell } = props
  const wanted = pinned !== null && pinned !== newest?.epoch ? pinned : null
  const { useMatrix, useLoadMatrix } = useRunSource()
  const { matrix: found, failed } = useMatrix(runId, wanted)
  const load = useLoadMatrix(runId)
  const asked = wanted === null ? newest : found
  // The one before stays until the next is there: a matrix does not flicker from epoch to epoch.
  const [held, setHeld] = useState(asked)
  if (asked && asked !== held) setHeld(asked)
  const matrix = asked ?? held ?? newest
  const shownEpoch = pinned ?? newest?.epoch ?? 0
  const chosen = matrix ? parseCell(cell, matrix.labels.length) : null
  const choose = (next: Cell | null) => onCell(next && formatCell(next))
  return (
    <section className={classes.panel} aria-labelledby="matrix-title">
      <div className={classes.head}>
        <h2 id="matrix-title">Confusion matrix</h2>
        {matrix && (
          <>
            <SegmentedControl
              className={classes.mode ?? ''}
              aria-label="Numbers in the cells"
              size="xs"
              data={[...cellModes]}
              value={mode}
              onChange={(value) => onMode(cellModes.find((known) => known === value) ?? 'counts')}
            />
            <MatrixMenu
              owner={runName}
              what="Confusion matrix"
              note={`${splitNames[matrix.split]}, epoch ${matrix.epoch}`}
              {...{ mode, labels: matrix.labels, counts: matrix.counts }}
            />
          </>
        )}
      </div>
      {newest && (
        <EpochPlayer shown={shownEpoch} last={newest.epoch} pinned={pinned} onPin={onPin} load={load} />
      )}
      {failed && (
        <p role="alert" className={classes.error}>
          The matrix of epoch {shownEpoch} could not be loaded.
        </p>
      )}
      {found === null && wanted !== null && (
        <p role="status" className={classes.note}>
          No matrix was recorded after epoch {wanted}: this is that of epoch {matrix?.epoch}.
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
