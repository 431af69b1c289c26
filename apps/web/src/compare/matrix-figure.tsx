'use client'

import { DifferenceLegend } from '../matrix/difference-legend.tsx'
import { HeatMap } from '../matrix/heat-map.tsx'
import { MatrixMenu } from '../matrix/matrix-menu.tsx'
import type { MatrixContent } from '../matrix/matrix-picture.ts'
import { RampLegend } from '../matrix/ramp-legend.tsx'
import type { Cell, CellMode } from '../run/view.ts'
import classes from './compare.module.css'
import pair from './pair-section.module.css'

type Props = {
  /** Whose matrix: a run, or the two that differ. */
  readonly owner: string
  /** What stands behind its name. */
  readonly note?: string | undefined
  readonly matrix: MatrixContent | null
  /** The names of the two that differ. */
  readonly between?: readonly [first: string, second: string]
  readonly mode: CellMode
  readonly onChoose: (cell: Cell | null) => unknown
  /** What stands there while there is no matrix. */
  readonly empty: string
}

/** The confusion matrix of one of several runs, or the difference of two. */
export function MatrixFigure({ owner, note, matrix, between, mode, onChoose, empty }: Props) {
  const what = between ? 'Difference of the confusion matrices' : 'Confusion matrix'
  return (
    <figure>
      <figcaption className={pair.caption}>
        <span>
          {between ? 'Difference' : owner}
          {note && <span className={classes.unit}> {note}</span>}
        </span>
        {matrix && <MatrixMenu {...{ owner, what, mode, ...matrix }} {...(note && { note })} />}
      </figcaption>
      {matrix ? (
        <>
          <HeatMap
            {...matrix}
            name={between ? what : `${what} of ${owner}`}
            mode={mode}
            chosen={null}
            onChoose={onChoose}
          />
          {between ? <DifferenceLegend first={between[0]} second={between[1]} /> : <RampLegend />}
        </>
      ) : (
        <p className={classes.empty}>{empty}</p>
      )}
    </figure>
  )
}
