import type { Zoom } from './zoom.ts'

/** What the charts of a run have in common: the epochs that they show, and the one that is pinned. */
export type EpochView = {
  /** Last epoch on the x axis where all is shown. */
  readonly end: number
  /** The stretch that is shown; null: everything. */
  readonly zoom: Zoom | null
  readonly onZoom: (zoom: Zoom | null) => unknown
  readonly pinned: number | null
  readonly onPin: (epoch: number | null) => unknown
}
