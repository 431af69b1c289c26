'use client'

import { useHotkeys } from '@mantine/hooks'
import { fitZoom, scaleZoom, type Zoom } from '../charts/zoom.ts'
import type { RunSteps } from './step-question.ts'

/** Nearer than this share of the axis to its left end, a drag begins at the first step. */
const NEAR = 0.012
/** So many steps are the least that are shown. */
const LEAST_STEPS = 4
const OVERLAYS = '[role="dialog"], [role="menu"], [role="listbox"]'

/** Whether something lies over the page, which Escape closes first. Lists of closed fields stay in the page, hidden. */
const isOverlaid = (): boolean =>
  [...document.querySelectorAll(OVERLAYS)].some((element) => element.checkVisibility())

type Options = {
  readonly end: number
  readonly steps: RunSteps | null
  readonly zoom: Zoom | null
  readonly onZoom: (zoom: Zoom | null) => unknown
  readonly pinned: number | null
}

/** The stretch of a run's curves that is shown, with what makes it shorter and longer: the keys + - and Escape too. */
export function useCurveZoom({ end, steps, zoom: wanted, onZoom, pinned }: Options) {
  const bounds = {
    from: steps && steps.base === 0 ? 0 : 1,
    ...{ to: end, least: steps ? Math.min(1, LEAST_STEPS / steps.perEpoch) : 1 },
  }
  const zoom = wanted && fitZoom(wanted, bounds)
  const choose = (chosen: Zoom | null) => {
    const near = 1 + (end - 1) * NEAR
    const from = chosen && zoom === null && chosen.from <= near ? bounds.from : chosen?.from
    onZoom(chosen && fitZoom({ ...chosen, from: from ?? chosen.from }, bounds))
  }
  const scale = (times: number) =>
    onZoom(scaleZoom(zoom ?? { from: bounds.from, to: end }, times, pinned, bounds))
  const closer = () => scale(0.5)
  const further = () => zoom && scale(2)
  const reset = () => zoom && !isOverlaid() && onZoom(null)
  useHotkeys([
    ['=', closer],
    ['[plus]', closer],
    ['shift+[plus]', closer],
    ['-', further],
    ['Escape', reset, { preventDefault: false }],
  ])
  return { zoom, choose, closer, further }
}
