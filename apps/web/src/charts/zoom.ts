/** A stretch of the x axis, in epochs that are done: from 2 to 5 are the epochs 3, 4 and 5 with all their steps. */
export type Zoom = { readonly from: number; readonly to: number }

/** What there is to zoom into: the ends of the training, and the shortest stretch that shows something. */
export type ZoomBounds = Zoom & { readonly least: number }

const TEXT = /^(\d{1,7}(?:\.\d{1,6})?)-(\d{1,7}(?:\.\d{1,6})?)$/

/** `2-5` or `2.25-2.5` of an address; null for anything else. */
export function parseZoom(text: string): Zoom | null {
  const match = TEXT.exec(text)
  if (!match) return null
  const [from, to] = [Number(match[1]), Number(match[2])]
  return from < to ? { from, to } : null
}

export const formatZoom = ({ from, to }: Zoom): string => `${rounded(from)}-${rounded(to)}`

const rounded = (epochs: number): number => Number(epochs.toFixed(5))

/** A stretch that lies within the bounds; null where that is everything, and no steps come before the first epoch. */
export function fitZoom(wanted: Zoom, bounds: ZoomBounds): Zoom | null {
  // Without steps there is nothing to see between two epochs.
  const whole = bounds.least >= 1
  const low = Math.max(bounds.from, whole ? Math.floor(wanted.from) : wanted.from)
  const high = Math.min(bounds.to, whole ? Math.ceil(wanted.to) : wanted.to)
  const length = Math.min(Math.max(high - low, bounds.least), bounds.to - bounds.from)
  const start = high - low < length ? (low + high - length) / 2 : low
  const from = Math.min(Math.max(whole ? Math.floor(start) : start, bounds.from), bounds.to - length)
  if (bounds.from >= 1 && length >= bounds.to - bounds.from) return null
  return { from: rounded(from), to: rounded(from + length) }
}

/** Makes the stretch so many times as long, about an epoch that lies in it or about its middle. */
export function scaleZoom(zoom: Zoom, times: number, about: number | null, bounds: ZoomBounds): Zoom | null {
  const { from, to } = zoom
  if (times > 1 && (to - from) * times >= bounds.to - 1) return null
  const still = about !== null && about >= from && about <= to ? about : (from + to) / 2
  return fitZoom({ from: still - (still - from) * times, to: still + (to - still) * times }, bounds)
}

/** What an x axis counts. */
export type ZoomUnit = 'epoch' | 'step'

/** The epochs that a stretch shows, whole or in part: `epochs 3–5`. */
export function zoomText({ from, to }: Zoom, unit: ZoomUnit = 'epoch'): string {
  const [first, last] = zoomEpochs({ from, to })
  return first === last ? `${unit} ${first}` : `${unit}s ${first}–${last}`
}

/** The first and the last epoch of which a stretch shows something. */
export const zoomEpochs = ({ from, to }: Zoom): readonly [number, number] => {
  const last = Math.max(1, Math.ceil(to))
  return [Math.min(Math.floor(from) + 1, last), last]
}
