import { count } from '../format/figures.ts'
import { epochTitle, type Told, type TooltipLine } from './chart-tooltip.tsx'
import { SeriesMark } from './series-mark.tsx'
import type { EpochSteps, PlacedRow } from './step-rows.ts'

/** What the curves have at the cursor: the figures of an epoch, of steps within one, or of both where it ends. */
export function tellCurves(row: PlacedRow, colour: string, format: (value: number) => string): Told {
  const line = (kind: 'validation' | 'training', value: number | null): TooltipLine[] =>
    value === null
      ? []
      : [{ mark: <SeriesMark kind={kind} colour={colour} />, label: kind, value: format(value) }]
  const { steps, between, epoch } = row
  const lines = between ? [] : [...line('validation', row.validation), ...line('training', row.training)]
  if (steps) return { title: stepTitle(steps), lines: [...lines, ...stepLines(steps, colour, format)] }
  // Between two epochs stands the epoch under way.
  const underway = Number.isInteger(epoch) ? null : ', under way'
  return {
    title: (
      <>
        {epochTitle(Math.ceil(epoch))}
        {underway}
      </>
    ),
    lines,
  }
}

function stepTitle({ epoch, first, last }: EpochSteps) {
  return (
    <>
      {first === last ? 'Step ' : 'Steps '}
      <span className="number">{first === last ? count(first) : `${count(first)}–${count(last)}`}</span>,
      epoch <span className="number">{Math.max(1, Math.ceil(epoch))}</span>
    </>
  )
}

function stepLines(
  { first, last, mean, low, high }: EpochSteps,
  colour: string,
  format: (value: number) => string,
): TooltipLine[] {
  const mark = <SeriesMark kind="steps" colour={colour} />
  if (first === last) return [{ mark, label: 'this step', value: format(mean) }]
  return [
    { mark, label: 'mean of the steps', value: format(mean) },
    { label: 'lowest', value: format(low) },
    { label: 'highest', value: format(high) },
  ]
}
