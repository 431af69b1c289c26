import type { CellMode } from '../run/view.ts'
import { cellColours, differenceColours } from './cell-colour.ts'
import { type Counts, figuresOf, MOST_NUMBERED } from './cell-figure.ts'
import { differences, ramps } from './ramp-samples.ts'

/** A matrix as its picture and its table show it. */
export type MatrixContent = {
  readonly labels: readonly string[]
  readonly counts: Counts
  /** The matrix that it is compared with: then the difference is shown. */
  readonly against?: Counts | undefined
}

type Picture = MatrixContent & {
  readonly title: string
  /** Of which images it is, after which epoch; a line below the title. */
  readonly note?: string | undefined
  readonly mode: CellMode
  /** Style sheet rules of the fonts, and their families. */
  readonly fontFaces: string
  readonly fonts: { readonly text: string; readonly figures: string }
}

const MARGIN = 16
const TITLE = 26
const NOTE = 45
const AXES = 'rows: what the image shows, columns: what the model said'
/** Some width of a letter at 11 and at 12 pixels. */
const LETTER = 6.4
const GAP = 1
/** A column's label stands over two columns: every second one a line higher. */
const STAGGER = 15
const LEGEND = 34

/**
 * A confusion matrix as an SVG that stands by itself, in the colours of the light page: title, labels, cells and what
 * the ramps say. Labels that two columns have no room for lean.
 */
export function matrixPicture({
  labels,
  counts,
  against,
  title,
  note,
  mode,
  fontFaces,
  fonts,
}: Picture): string {
  const numbered = labels.length <= MOST_NUMBERED
  const [cellWidth, cellHeight] = numbered ? [46, 32] : [16, 16]
  const longest = Math.max(0, ...labels.map((label) => label.length)) * LETTER
  const leans = longest + 8 > 2 * (cellWidth + GAP)
  const left = MARGIN + longest + 8
  const told = note === undefined ? AXES : `${note}; ${AXES}`
  const top = NOTE + 16 + (leans ? longest * Math.SQRT1_2 + 12 : 2 * STAGGER + 4)
  const size = labels.length
  const legend = legendOf(against !== undefined)
  const right = MARGIN + (leans ? longest * Math.SQRT1_2 : longest / 2)
  const width = Math.ceil(
    Math.max(
      left + size * (cellWidth + GAP) + right,
      legend.width + 2 * MARGIN,
      title.length * 8.4 + 2 * MARGIN,
      told.length * LETTER + 2 * MARGIN,
    ),
  )
  const height = Math.ceil(top + size * (cellHeight + GAP) + LEGEND)
  const columns = labels.map((label, column) => {
    const x = left + column * (cellWidth + GAP) + cellWidth / 2
    return leans
      ? `<text transform="translate(${px(x)} ${px(top - 6)}) rotate(-45)" fill="#5c5c66">${escaped(label)}</text>`
      : `${column % 2 ? tick(x, top) : ''}${text(x, top - 6 - (column % 2 ? STAGGER : 0), label, 'text-anchor="middle" fill="#5c5c66"')}`
  })
  const rows = labels.map((label, row) =>
    text(
      left - 8,
      top + row * (cellHeight + GAP) + cellHeight / 2 + 4,
      label,
      'text-anchor="end" fill="#5c5c66"',
    ),
  )
  const cells = figuresOf(labels, counts, against, mode).flatMap((row, actual) =>
    row.map((figure, predicted) => {
      const x = left + predicted * (cellWidth + GAP)
      const y = top + actual * (cellHeight + GAP)
      const colours = figure.isDifference
        ? differenceColours('light', figure.share)
        : cellColours('light', actual === predicted ? 'right' : 'wrong', figure.share)
      const ground = `<rect x="${px(x)}" y="${px(y)}" width="${cellWidth}" height="${cellHeight}" rx="2" fill="${colours.background}"/>`
      const attributes = `text-anchor="middle" fill="${colours.text}" font-family="${escaped(fonts.figures)}"`
      return figure.text === ''
        ? ground
        : ground + text(x + cellWidth / 2, y + cellHeight / 2 + 4, figure.text, attributes)
    }),
  )
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="${escaped(fonts.text)}" font-size="11">`,
    fontFaces && `<style>${fontFaces}</style>`,
    '<rect width="100%" height="100%" fill="#ffffff"/>',
    text(MARGIN, TITLE, title, 'font-size="14" font-weight="600" fill="#1a1a1f"'),
    text(MARGIN, NOTE, told, 'fill="#5c5c66"'),
    ...columns,
    ...rows,
    ...cells,
    `<g transform="translate(${MARGIN} ${height - 12})">${legend.content}</g>`,
    '</svg>',
  ].join('')
}

/** What the ramps say, in one line. */
function legendOf(isDifference: boolean): { readonly content: string; readonly width: number } {
  let x = 0
  let content = ''
  const say = (said: string) => {
    content += text(x, 0, said, 'fill="#5c5c66"')
    x += said.length * LETTER + 6
  }
  const swatch = (colour: string) => {
    content += `<rect x="${px(x)}" y="-8" width="11" height="9" fill="${colour}"/>`
    x += 11
  }
  if (isDifference) {
    say('less')
    for (const share of differences) swatch(differenceColours('light', share).background)
    x += 6
    say('more, in points of the row, up to 10')
  } else
    for (const kind of ['right', 'wrong'] as const) {
      const { label, samples, end } = ramps[kind]
      say(`${label} 0`)
      for (const share of samples) swatch(cellColours('light', kind, share).background)
      x += 6
      say(end)
      x += 12
      if (kind === 'wrong') say('share of the row')
    }
  return { content, width: x }
}

/** The counts, as they were recorded; of two matrices, how many more this one has. */
export function matrixTable({ labels, counts, against }: MatrixContent): (string | number)[][] {
  return [
    ['label \\ prediction', ...labels],
    ...counts.map((row, actual) => [
      labels[actual] ?? '',
      ...row.map((count, predicted) => count - (against?.[actual]?.[predicted] ?? 0)),
    ]),
  ]
}

const text = (x: number, y: number, content: string, attributes: string): string =>
  `<text x="${px(x)}" y="${px(y)}" ${attributes}>${escaped(content)}</text>`

/** From a label that stands higher down to its column. */
const tick = (x: number, top: number): string =>
  `<path d="M${px(x)} ${px(top - 3)}v${3 - STAGGER}" stroke="#d4d4da" fill="none"/>`

const px = (pixel: number): string => String(Number(pixel.toFixed(1)))

/** Text of an SVG, without what XML has no place for: a class may be called anything. */
const escaped = (content: string): string =>
  [...content.toWellFormed()]
    .filter((letter) => letter >= ' ' && letter !== '\ufffe' && letter !== '\uffff')
    .join('')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
