/** A colour as OKLab lightness and the two opponent axes: mixing there stays even to the eye. */
type Lab = readonly [lightness: number, a: number, b: number]
type Ramp = { readonly from: Lab; readonly to: Lab }

/** Blue for what was right, orange for what was wrong, each from the page's own ground. */
const ramps = {
  light: {
    right: { from: [0.985, -0.003, -0.008], to: [0.4, -0.012, -0.115] },
    wrong: { from: [0.985, 0.003, 0.01], to: [0.62, 0.1, 0.125] },
  },
  dark: {
    right: { from: [0.23, -0.002, -0.012], to: [0.63, -0.03, -0.125] },
    wrong: { from: [0.23, 0.006, 0.01], to: [0.72, 0.075, 0.125] },
  },
} as const satisfies { readonly [theme: string]: { readonly right: Ramp; readonly wrong: Ramp } }

export type Theme = keyof typeof ramps
export type CellKind = 'right' | 'wrong'

/** An error this large a share of its row is as loud as an error gets. */
const LOUDEST_ERROR = 0.3

/**
 * How far up its ramp a cell is, from 0 to 1, by its share of the row. The diagonal is near 1 in any useful model, so
 * its upper end is stretched; errors are small shares, so theirs is their lower end. Epochs stay comparable: nothing
 * depends on the other cells.
 */
export function weightOf(kind: CellKind, share: number): number {
  const clipped = Math.min(1, Math.max(0, share))
  return kind === 'right' ? clipped ** 2 : Math.sqrt(Math.min(1, clipped / LOUDEST_ERROR))
}

/** A difference of so much of a row, ten points, is as loud as one gets. */
const LOUDEST_DIFFERENCE = 0.1

/** The diverging ramp's ends; it begins at the page's own ground: white at zero, and the dark page's at night. */
const diverging = {
  light: { none: [1, 0, 0], more: [0.4, -0.012, -0.115], less: [0.62, 0.1, 0.125] },
  dark: { none: [0.2, 0, -0.004], more: [0.63, -0.03, -0.125], less: [0.72, 0.075, 0.125] },
} as const satisfies { readonly [T in Theme]: { readonly [end: string]: Lab } }

/** Ground and figure of a cell of a difference, by how much more of its row the cell holds: blue more, orange less. */
export function differenceColours(theme: Theme, difference: number): CellColours {
  const { none, more, less } = diverging[theme]
  const weight = Math.sqrt(Math.min(1, Math.abs(difference) / LOUDEST_DIFFERENCE))
  return coloursOf(mixed(none, difference > 0 ? more : less, weight))
}

export type CellColours = { readonly background: string; readonly text: string }

/** Ground and figure of one cell; the figure is black or white, whichever is easier to read (WCAG contrast above 4.5). */
export function cellColours(theme: Theme, kind: CellKind, share: number): CellColours {
  const { from, to } = ramps[theme][kind]
  return coloursOf(mixed(from, to, weightOf(kind, share)))
}

function coloursOf(colour: Lab): CellColours {
  const linear = toLinear(colour)
  const luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
  const onBlack = (luminance + 0.05) / 0.05
  const onWhite = 1.05 / (luminance + 0.05)
  return { background: toHex(linear), text: onBlack >= onWhite ? '#000000' : '#ffffff' }
}

/** One value for both themes: the browser picks. */
export const lightDark = (light: string, dark: string): string => `light-dark(${light}, ${dark})`

const mixed = (from: Lab, to: Lab, weight: number): Lab => [
  mix(from[0], to[0], weight),
  mix(from[1], to[1], weight),
  mix(from[2], to[2], weight),
]

const mix = (from: number, to: number, weight: number): number => from + (to - from) * weight

/** Björn Ottosson's OKLab to linear sRGB. */
function toLinear([lightness, a, b]: Lab): readonly [number, number, number] {
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3
  const clip = (value: number) => Math.min(1, Math.max(0, value))
  return [
    clip(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
    clip(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
    clip(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s),
  ]
}

const toHex = (linear: readonly [number, number, number]): string =>
  `#${linear
    .map((value) => (value <= 0.0031308 ? 12.92 * value : 1.055 * value ** (1 / 2.4) - 0.055))
    .map((value) =>
      Math.round(value * 255)
        .toString(16)
        .padStart(2, '0'),
    )
    .join('')}`
