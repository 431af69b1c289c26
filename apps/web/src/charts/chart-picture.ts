/** What stands above a chart that is looked at alone. */
export type PictureLegend = readonly {
  readonly label: string
  readonly colour: string
  readonly dashed?: boolean
}[]

const SVG = 'http://www.w3.org/2000/svg'
/** Where the title, the legend's first line and the space below them lie. */
const MARGIN = 16
const TITLE = 26
const LINE = 20
/** What a person does at the chart is no part of its picture. */
const PASSING = '.recharts-tooltip-cursor, .recharts-active-dot, title, desc'
const INHERITED = [
  ...(['fill', 'stroke', 'stroke-width', 'stroke-dasharray', 'stroke-linecap', 'stroke-linejoin'] as const),
  ...(['text-anchor', 'paint-order', 'font-family', 'font-size', 'font-weight'] as const),
] as const
const OWN = ['opacity', 'fill-opacity', 'stroke-opacity'] as const

/**
 * A chart of the page as an SVG that stands by itself: a title, a legend, every colour and length written out, as they
 * are on the light page. `fontFaces`: style sheet rules of the fonts that it uses.
 */
export function chartPicture(
  chart: SVGSVGElement,
  title: string,
  legend: PictureLegend,
  fontFaces: string,
): string {
  const { width, height } = chart.getBoundingClientRect()
  const picture = document.createElementNS(SVG, 'svg')
  picture.style.colorScheme = 'light'
  const top = heading(picture, title, legend, width)
  const copy = chart.cloneNode(true)
  if (!(copy instanceof SVGSVGElement)) throw new Error('a chart is no SVG')
  for (const passing of copy.querySelectorAll(PASSING)) passing.remove()
  set(copy, { y: top, width, height })
  picture.append(copy)
  // Beside the chart the same style sheets count.
  chart.parentElement?.append(picture)
  picture.setAttribute('style', 'position: absolute; visibility: hidden; color-scheme: light')
  const styled = written(picture)
  picture.remove()
  set(styled, { xmlns: SVG, width, height: top + height, viewBox: `0 0 ${width} ${top + height}` })
  styled.prepend(element('rect', { width: '100%', height: '100%', fill: '#ffffff' }))
  if (fontFaces !== '') {
    const style = element('style', {})
    style.textContent = fontFaces
    styled.prepend(style)
  }
  return new XMLSerializer().serializeToString(styled)
}

/** Writes title and legend, in as many lines as they take; how high they are. */
function heading(picture: SVGElement, title: string, legend: PictureLegend, width: number): number {
  const text = (x: number, y: number, content: string, more: object = {}) => {
    const made = element('text', { x, y, fill: 'var(--text)', ...more })
    made.style.fontFamily = 'var(--font-geist-sans), sans-serif'
    made.style.fontSize = '12px'
    made.textContent = content
    picture.append(made)
    return made
  }
  text(MARGIN, TITLE, title).setAttribute('style', 'font: 600 14px var(--font-geist-sans), sans-serif')
  let [x, y] = [MARGIN, TITLE + LINE]
  for (const { label, colour, dashed } of legend) {
    // Twelve pixels high, a letter of this font is some seven wide.
    const length = 28 + label.length * 6.6
    if (x > MARGIN && x + length > width - MARGIN) [x, y] = [MARGIN, y + LINE]
    const line = element('path', { d: `M${x} ${y - 4}h18`, stroke: colour, 'stroke-width': 2, fill: 'none' })
    if (dashed) line.setAttribute('stroke-dasharray', '5 3')
    picture.append(line)
    text(x + 24, y, label)
    x += length + 16
  }
  return legend.length > 0 ? y + 8 : TITLE + 8
}

/** A copy whose looks are all in its attributes, each where it differs from what is around it. */
function written(original: SVGElement): SVGElement {
  const copy = original.cloneNode(true)
  if (!(copy instanceof SVGElement)) throw new Error('a chart is no SVG')
  const copies = [copy, ...copy.querySelectorAll('*')]
  for (const [index, source] of [original, ...original.querySelectorAll('*')].entries()) {
    const target = copies[index]
    if (!target) continue
    const style = getComputedStyle(source)
    const around =
      source === original || !source.parentElement ? null : getComputedStyle(source.parentElement)
    for (const name of INHERITED)
      write(target, name, style.getPropertyValue(name), around?.getPropertyValue(name))
    for (const name of OWN) write(target, name, style.getPropertyValue(name), '1')
    for (const name of ['class', 'style', 'tabindex', 'role', 'xmlns']) target.removeAttribute(name)
  }
  return copy
}

function write(target: Element, name: string, value: string, usual: string | undefined): void {
  if (value === '' || value === usual) target.removeAttribute(name)
  else target.setAttribute(name, name === 'fill' || name === 'stroke' ? plainColour(value) : value)
}

/** A colour as every program reads it, `#rrggbb` or with its opacity; what is none stays as it is. */
function plainColour(colour: string): string {
  if (colour === 'none' || colour.startsWith('url(')) return colour
  const context = new OffscreenCanvas(1, 1).getContext('2d')
  if (!context) return colour
  context.fillStyle = colour
  context.fillRect(0, 0, 1, 1)
  const [red = 0, green = 0, blue = 0, alpha = 255] = context.getImageData(0, 0, 1, 1).data
  if (alpha < 255) return `rgba(${red}, ${green}, ${blue}, ${Number((alpha / 255).toFixed(3))})`
  return `#${[red, green, blue].map((part) => part.toString(16).padStart(2, '0')).join('')}`
}

function element(name: string, attributes: object): SVGElement {
  const made = document.createElementNS(SVG, name)
  set(made, attributes)
  return made
}

const set = (target: Element, attributes: object): void => {
  for (const [name, value] of Object.entries(attributes)) target.setAttribute(name, String(value))
}
