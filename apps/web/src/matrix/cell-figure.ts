import type { CellMode } from '../run/view.ts'
import { rowShares } from './shares.ts'

/** With more classes a cell is too small for its number. */
export const MOST_NUMBERED = 24

export type Counts = readonly (readonly number[])[]

/** What a cell of a matrix says, and what decides its colour. */
export type CellFigure = {
  /** In words, for those who hear it. */
  readonly name: string
  /** Of its row; of a difference, how much more of its row. */
  readonly share: number
  readonly isDifference: boolean
  readonly text: string
}

/** The cells of a matrix, or of its difference from another one of the same classes. */
export function figuresOf(
  labels: readonly string[],
  counts: Counts,
  against: Counts | undefined,
  mode: CellMode,
): CellFigure[][] {
  const shares = rowShares(counts)
  const others = against && rowShares(against)
  return counts.map((row, actual) =>
    row.map((value, predicted) =>
      cellOf({
        value,
        share: shares[actual]?.[predicted] ?? 0,
        other: against?.[actual]?.[predicted],
        otherShare: others?.[actual]?.[predicted] ?? 0,
        mode,
        numbered: labels.length <= MOST_NUMBERED,
        said: `${labels[actual]} taken for ${labels[predicted]}`,
      }),
    ),
  )
}

/** Percent without its sign, as short as it can be: `9.9`, `100`, `<0.1`. */
const shareText = (share: number): string =>
  share < 0.0005 ? '<.1' : share >= 0.9995 ? '100' : (share * 100).toFixed(1)

/** What a cell says and how it is coloured: its own figure, or how much it differs from that of another matrix. */
function cellOf(cell: {
  readonly value: number
  readonly share: number
  readonly other: number | undefined
  readonly otherShare: number
  readonly mode: CellMode
  readonly numbered: boolean
  readonly said: string
}): CellFigure {
  const { value, share, other, otherShare, mode, numbered, said } = cell
  if (other === undefined) {
    const text = !numbered || value === 0 ? '' : mode === 'counts' ? String(value) : shareText(share)
    // What is seen must be part of what is heard.
    const heard = mode === 'counts' || text === '' ? String(value) : `${value}, ${text} %`
    return { name: `${said}: ${heard}`, share, isDifference: false, text }
  }
  const points = ((share - otherShare) * 100).toFixed(1)
  const difference = mode === 'counts' ? value - other : Number(points)
  const text = mode === 'counts' ? String(difference) : points
  const signed = difference > 0 ? `+${text}` : text.replace('-', '−')
  return {
    name: `${said}: ${difference === 0 ? 'no difference' : signed}`,
    ...{ share: share - otherShare, isDifference: true, text: numbered && difference !== 0 ? signed : '' },
  }
}
