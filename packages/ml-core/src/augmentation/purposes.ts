/** What random numbers are drawn for; each has a stream of its own, by its place here. */
export const PURPOSES = [
  ...(['flip', 'shiftX', 'shiftY', 'rotation', 'zoom'] as const),
  ...(['cutout', 'cutoutX', 'cutoutY'] as const),
] as const
export type Purpose = (typeof PURPOSES)[number]
