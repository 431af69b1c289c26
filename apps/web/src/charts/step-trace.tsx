'use client'

import { usePlotArea, useXAxisScale, useYAxisScale } from 'recharts'

/** A stretch of training steps on the axes of a chart. */
export type StepPoint = {
  readonly epoch: number
  readonly low: number
  readonly high: number
  readonly mean: number
}

type Props = { readonly points: readonly StepPoint[]; readonly colour: string }

/** So few steps are seen each. */
const DOTTED = 150

/** Training steps beneath the curves of a chart: their mean, and the band from the lowest to the highest. */
export function StepTrace({ points, colour }: Props) {
  const area = usePlotArea()
  const x = useXAxisScale()
  const y = useYAxisScale()
  if (!area || !x || !y || points.length === 0) return null
  const at = (epoch: number, value: number) => `${px(x(epoch))},${px(y(value))}`
  const line = points.map(({ epoch, mean }) => at(epoch, mean)).join('L')
  const single = points.every(({ low, high }) => low === high)
  const band = [
    ...points.map(({ epoch, high }) => at(epoch, high)),
    ...points.toReversed().map(({ epoch, low }) => at(epoch, low)),
  ]
  const { x: left, y: top, width, height } = area
  return (
    // An svg of its own cuts off what lies outside: the answer before, while the next one is on its way.
    <svg
      {...{ x: left, y: top, width, height, viewBox: `${left} ${top} ${width} ${height}` }}
      className="step-trace"
      aria-hidden="true"
    >
      {!single && <path d={`M${band.join('L')}Z`} fill={colour} opacity={0.2} />}
      <path
        d={`M${line}`}
        fill="none"
        stroke={colour}
        strokeWidth={1}
        strokeLinejoin="round"
        opacity={0.55}
      />
      {single && points.length <= DOTTED && (
        <path
          d={points.map(({ epoch, mean }) => `M${at(epoch, mean)}h0`).join('')}
          stroke={colour}
          strokeWidth={3.5}
          strokeLinecap="round"
          opacity={0.7}
        />
      )}
    </svg>
  )
}

const px = (pixel: number | undefined): string => (pixel ?? 0).toFixed(1)
