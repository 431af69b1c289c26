import type { RunRowFieldsFragment as Row } from '#gql/graphql.ts'
import { seriesColour } from '../run-state/series-colour.ts'
import { placeOn, type Scale } from './accuracy-scale.ts'

const WIDTH = 88
const HEIGHT = 24
const INSET = 3

type Props = { readonly run: Pick<Row, 'number' | 'history' | 'epochsPlanned'>; readonly scale: Scale }

/** Validation accuracy over the planned epochs, on the scale of the whole column. */
export function Sparkline({ run, scale }: Props) {
  const points = run.history.flatMap(({ index, validationAccuracy }) =>
    validationAccuracy === null ? [] : [{ index, place: placeOn(scale, validationAccuracy) }],
  )
  const last = points.at(-1)
  if (!last) return null
  const span = Math.max(1, run.epochsPlanned - 1)
  const x = (index: number) => INSET + ((index - 1) / span) * (WIDTH - 2 * INSET)
  const y = (place: number) => HEIGHT - INSET - place * (HEIGHT - 2 * INSET)
  const path = points.map(({ index, place }) => `${x(index).toFixed(1)},${y(place).toFixed(1)}`).join(' ')
  const colour = seriesColour(run.number)
  return (
    <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} width={WIDTH} height={HEIGHT} aria-hidden="true">
      <polyline
        points={path}
        fill="none"
        stroke={colour}
        strokeWidth="1.5"
        strokeLinejoin="round"
        strokeLinecap="round"
      />
      <circle cx={x(last.index)} cy={y(last.place)} r="2" fill={colour} />
    </svg>
  )
}
