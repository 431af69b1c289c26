/**
 * Okabe and Ito's hues, safe for colour-blind people, each darkened for white and lightened for the dark page
 * until it stands out there (3:1). Blue first: a project's first run needs no meaning in its colour.
 */
const hues = [
  'light-dark(#0a6db0, #5aa9e6)',
  'light-dark(#b3541e, #e88a4d)',
  'light-dark(#00785a, #37b893)',
  'light-dark(#a8487f, #dd93be)',
  'light-dark(#8a6a00, #dcb534)',
  'light-dark(#5b5bb8, #9b9bf0)',
] as const

/** After so many runs a hue comes again; see RunMark. */
export const hueCount = hues.length

/** The hue of a run: by its number, so that it is the same on every page and after every reload. */
export const seriesColour = (runNumber: number): string =>
  hues[(Math.max(1, runNumber) - 1) % hues.length] ?? hues[0]
