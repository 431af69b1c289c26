import { epochTicks, ticksBetween } from './epoch-ticks.ts'
import type { ValueAxis } from './value-axis.ts'
import type { Zoom } from './zoom.ts'

const tick = { fill: 'var(--text-2)', fontSize: 11 }

/** Pixels beside the plot of a chart of curves, and of the axes. */
export const margins = { top: 22, right: 20, bottom: 0, left: 0 }
/** The same of a low chart, above whose curve nothing is written. */
export const lowMargins = { ...margins, top: 12 }
const AXIS_WIDTH = 52
const AXIS_HEIGHT = 24
const SIDES = 10

/** Where within such a chart the first and the last epoch, the lowest and the highest tick stand, in pixels. */
export const plotInsets = {
  top: margins.top,
  right: margins.right + SIDES,
  bottom: margins.bottom + AXIS_HEIGHT,
  left: margins.left + AXIS_WIDTH + SIDES,
}

/** The x axis of every chart over epochs: from the first up to `end`, or a stretch of it. */
export const epochAxis = (end: number, zoom: Zoom | null = null) => ({
  ...{ dataKey: 'epoch', type: 'number' as const, allowDataOverflow: zoom !== null },
  domain: zoom ? [zoom.from, zoom.to] : [1, end],
  ticks: zoom ? ticksBetween(zoom.from, zoom.to) : epochTicks(end),
  padding: { left: SIDES, right: SIDES },
  ...{ tickLine: false, axisLine: { stroke: 'var(--line-strong)' }, tick, height: AXIS_HEIGHT },
})

const look = { tickLine: false, axisLine: false, tick, width: AXIS_WIDTH } as const

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

/** A click pins the epoch to which the place beneath it belongs, or lets go of the one that is pinned. */
export const pinning =
  (pinned: number | null, onPin: (epoch: number | null) => unknown) =>
  ({ activeLabel }: { readonly activeLabel?: string | number | undefined }): void => {
    const epoch = Math.ceil(Number(activeLabel))
    if (epoch >= 1) onPin(epoch === pinned ? null : epoch)
  }
