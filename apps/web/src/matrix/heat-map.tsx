'use client'

import { type KeyboardEvent, memo, useRef, useState } from 'react'
import { count, percent } from '../format/figures.ts'
import type { Cell, CellMode } from '../run/view.ts'
import { cellColours, differenceColours, lightDark, type Theme } from './cell-colour.ts'
import { type CellFigure, figuresOf } from './cell-figure.ts'
import classes from './heat-map.module.css'

type Props = {
  readonly labels: readonly string[]
  /** counts[label][prediction] */
  readonly counts: readonly (readonly number[])[]
  /** Another matrix of the same classes: the cells show by how much this one differs from it. */
  readonly against?: readonly (readonly number[])[] | undefined
  /** What screen readers call it. */
  readonly name?: string
  readonly mode: CellMode
  readonly chosen: Cell | null
  readonly onChoose: (cell: Cell | null) => unknown
}

/** A confusion matrix: rows are what the images show, columns what the model said. Arrow keys walk through it. */
export function HeatMap(props: Props) {
  const { labels, counts, against, name = 'Confusion matrix', mode, chosen, onChoose } = props
  const [at, setAt] = useState<Cell | null>(null)
  const grid = useRef<HTMLTableElement>(null)
  const figures = figuresOf(labels, counts, against, mode)
  const told = at ?? chosen
  const home = chosen ?? { actual: 0, predicted: 0 }

  const walk = (event: KeyboardEvent) => {
    const step = steps[event.key]
    const from = at ?? home
    if (!step) return
    event.preventDefault()
    const next = {
      actual: Math.min(labels.length - 1, Math.max(0, from.actual + step.down)),
      predicted: Math.min(labels.length - 1, Math.max(0, from.predicted + step.right)),
    }
    grid.current?.querySelector<HTMLElement>(`[data-cell="${next.actual}-${next.predicted}"]`)?.focus()
  }

  return (
    <>
      <table
        ref={grid}
        className={classes.map}
        aria-label={name}
        onKeyDown={walk}
        onMouseLeave={() => setAt(null)}
      >
        <thead>
          <tr>
            <td className={classes.corner} />
            {labels.map((label, column) => (
              <th
                key={label}
                scope="col"
                className={classes.column}
                data-lit={told?.predicted === column || undefined}
              >
                <span>{label}</span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {figures.map((row, actual) => (
            <tr key={labels[actual]}>
              <th scope="row" className={classes.row} data-lit={told?.actual === actual || undefined}>
                {labels[actual]}
              </th>
              {row.map((figure, predicted) => (
                <MatrixCell
                  key={labels[predicted]}
                  actual={actual}
                  predicted={predicted}
                  {...figure}
                  chosen={chosen?.actual === actual && chosen.predicted === predicted}
                  reachable={home.actual === actual && home.predicted === predicted}
                  onAt={setAt}
                  onChoose={onChoose}
                />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <p className={classes.told}>
        {told
          ? sentence(labels, counts, told, against)
          : 'rows: what the image shows, columns: what the model said'}
      </p>
    </>
  )
}

const steps: { readonly [key: string]: { readonly down: number; readonly right: number } | undefined } = {
  ArrowUp: { down: -1, right: 0 },
  ArrowDown: { down: 1, right: 0 },
  ArrowLeft: { down: 0, right: -1 },
  ArrowRight: { down: 0, right: 1 },
}

function sentence(
  labels: readonly string[],
  counts: readonly (readonly number[])[],
  { actual, predicted }: Cell,
  against: readonly (readonly number[])[] | undefined,
) {
  const row = counts[actual] ?? []
  const total = row.reduce((sum, value) => sum + value, 0)
  const value = row[predicted] ?? 0
  const said =
    actual === predicted ? `${labels[actual]} recognised` : `${labels[actual]} taken for ${labels[predicted]}`
  const other = against?.[actual]?.[predicted]
  if (other !== undefined)
    return (
      <>
        {said}: <span className="number">{count(other)}</span> and{' '}
        <span className="number">{count(value)}</span>
      </>
    )
  return (
    <>
      {said}: <span className="number">{count(value)}</span> of <span className="number">{count(total)}</span>
      {total > 0 && <span className="number"> ({percent(value / total)})</span>}
    </>
  )
}

type CellProps = CellFigure & {
  readonly actual: number
  readonly predicted: number
  readonly chosen: boolean
  readonly reachable: boolean
  readonly onAt: (cell: Cell) => void
  readonly onChoose: (cell: Cell | null) => unknown
}

const MatrixCell = memo(function MatrixCell(props: CellProps) {
  const { actual, predicted, name, share, isDifference, text, chosen, reachable, onAt, onChoose } = props
  const kind = actual === predicted ? 'right' : 'wrong'
  const colours = (theme: Theme) =>
    isDifference ? differenceColours(theme, share) : cellColours(theme, kind, share)
  const light = colours('light')
  const dark = colours('dark')
  return (
    <td className={classes.cell} data-chosen={chosen || undefined}>
      <button
        type="button"
        data-cell={`${actual}-${predicted}`}
        aria-label={name}
        aria-pressed={chosen}
        tabIndex={reachable ? 0 : -1}
        style={{
          background: lightDark(light.background, dark.background),
          color: lightDark(light.text, dark.text),
        }}
        onMouseEnter={() => onAt({ actual, predicted })}
        onFocus={() => onAt({ actual, predicted })}
        onClick={() => onChoose(chosen ? null : { actual, predicted })}
      >
        {text}
      </button>
    </td>
  )
})
