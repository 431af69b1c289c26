'use client'

import type { ComponentProps } from 'react'
import { CartesianGrid, Tooltip, XAxis, YAxis } from 'recharts'
import { ChartTooltip, type Told } from './chart-tooltip.tsx'

type Props<Row> = {
  readonly x: ComponentProps<typeof XAxis>
  readonly y: ComponentProps<typeof YAxis>
  /** What the tooltip says where the cursor is at a row. */
  readonly tell: (row: Row) => Told | null
}

/** Grid, axes and tooltip, which look the same in every chart. */
export function ChartFrame<Row>({ x, y, tell }: Props<Row>) {
  return (
    <>
      <CartesianGrid vertical={false} syncWithTicks stroke="var(--line)" />
      <XAxis {...x} />
      <YAxis {...y} />
      <Tooltip
        isAnimationActive={false}
        cursor={{ stroke: 'var(--line-strong)' }}
        content={({ active, payload }) => {
          const row: Row | undefined = payload?.[0]?.payload
          const told = active && row !== undefined ? tell(row) : null
          return told && <ChartTooltip {...told} />
        }}
      />
    </>
  )
}
