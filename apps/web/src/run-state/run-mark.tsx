import { hueCount, seriesColour } from './series-colour.ts'

/** Runs that share a hue differ in shape: by the number as well, so that a run looks alike on every page. */
const shapes = [
  (x: number, y: number, r: number) =>
    `M${x - r} ${y}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0z`,
  (x: number, y: number, r: number) => `M${x - r} ${y - r}h${2 * r}v${2 * r}h${-2 * r}z`,
  (x: number, y: number, r: number) => `M${x} ${y - 1.2 * r}l${1.2 * r} ${2.2 * r}h${-2.4 * r}z`,
  (x: number, y: number, r: number) =>
    `M${x} ${y - 1.4 * r}l${1.4 * r} ${1.4 * r}l${-1.4 * r} ${1.4 * r}l${-1.4 * r} ${-1.4 * r}z`,
] as const

/** The outline of a run's mark around a point. */
export function markPath(runNumber: number, x: number, y: number, radius: number): string {
  const shape = shapes[Math.floor((Math.max(1, runNumber) - 1) / hueCount) % shapes.length] ?? shapes[0]
  return shape(x, y, radius)
}

/** The mark of a run: its hue, and a shape that tells runs of one hue apart. */
export const RunMark = ({ runNumber }: { readonly runNumber: number }) => (
  <svg viewBox="0 0 12 12" width="12" height="12" aria-hidden="true">
    <path d={markPath(runNumber, 6, 6, 4)} fill={seriesColour(runNumber)} />
  </svg>
)
