import { epochTicks, ticksBetween } from './epoch-ticks.ts'
import type { ValueAxis } from './value-axis.ts'
import type { Zoom } from './zoom.ts'

const tick = { fill: 'var(--text-2)', fontSize: 11 }

/** The x axis of every chart over epochs: from the first up to `end`, or a stretch of it. */
export const epochAxis = (end: number, zoom: Zoom | null = null) => ({
  ...{ dataKey: 'epoch', type: 'number' as const, allowDataOverflow: zoom !== null },
  domain: zoom ? [zoom.from, zoom.to] : [1, end],
  ticks: zoom ? ticksBetween(zoom.from, zoom.to) : epochTicks(end),
  padding: { left: 10, right: 10 },
  ...{ tickLine: false, axisLine: { stroke: 'var(--line-strong)' }, tick, height: 24 },
})

const look = { tickLine: false, axisLine: false, tick, width: 52 } as const

/** How the y axis of such a chart looks, from its first tick to its last. */
export const valueAxis = (ticks: readonly number[]) => ({
  ...{ domain: [ticks[0] ?? 0, ticks.at(-1) ?? 1], ticks: [...ticks] },
  ...look,
})

/** The same for an axis that may be logarithmic. */
export const scaledAxis = ({ scale, domain, ticks }: ValueAxis) => ({
  ...{ scale, domain: [...domain], ticks: [...ticks] },
  ...look,
})

/** A click pins the epoch beneath it, or lets go of the one that is pinned. */
export const pinning =
  (pinned: number | null, onPin: (epoch: number | null) => unknown) =>
  ({ activeLabel }: { readonly activeLabel?: string | number | undefined }): void => {
    const epoch = Math.round(Number(activeLabel))
    if (epoch >= 1) onPin(epoch === pinned ? null : epoch)
  }
