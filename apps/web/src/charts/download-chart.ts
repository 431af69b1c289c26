import { chartPicture, type PictureLegend } from './chart-picture.ts'
import { familiesOf, fontFaces } from './font-faces.ts'
import { fileName, saveFile } from './save-file.ts'

export type Format = 'PNG' | 'SVG' | 'CSV'

/** What is downloaded of a chart. */
export type Download = {
  /** Whose chart: the run, or the comparison. */
  readonly owner: string
  readonly chart: string
  readonly legend: PictureLegend
  /** All that was recorded, not only what is shown. */
  readonly csv: () => string | Promise<string>
}

/** Pixels of a PNG for each of the page. */
const SCALE = 2

/** Saves a chart of the page as a file. */
export async function downloadChart(svg: SVGSVGElement, download: Download, format: Format): Promise<void> {
  const name = fileName([download.owner, download.chart.toLowerCase()], format.toLowerCase())
  if (format === 'CSV')
    return saveFile(name, new Blob([await download.csv()], { type: 'text/csv;charset=utf-8' }))
  // Without its fonts it is read all the same.
  const faces = await fontFaces([...familiesOf(svg), ...familiesOf(document.body)]).catch(() => '')
  const picture = chartPicture(svg, `${download.owner} · ${download.chart}`, download.legend, faces)
  const blob = new Blob([picture], { type: 'image/svg+xml;charset=utf-8' })
  saveFile(name, format === 'SVG' ? blob : await pngOf(blob))
}

async function pngOf(svg: Blob): Promise<Blob> {
  const address = URL.createObjectURL(svg)
  try {
    const image = new Image()
    image.src = address
    await image.decode()
    const canvas = document.createElement('canvas')
    canvas.width = image.naturalWidth * SCALE
    canvas.height = image.naturalHeight * SCALE
    canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height)
    const { promise, resolve, reject } = Promise.withResolvers<Blob>()
    canvas.toBlob((png) => (png ? resolve(png) : reject(new Error('the picture cannot be drawn'))))
    return await promise
  } finally {
    URL.revokeObjectURL(address)
  }
}
