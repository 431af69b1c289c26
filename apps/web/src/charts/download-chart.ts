import { chartPicture, type PictureLegend } from './chart-picture.ts'
import { familiesOf, fontFaces } from './font-faces.ts'
import { type Format, savePicture } from './save-picture.ts'

/** What is downloaded of a chart. */
export type Download = {
  /** Whose chart: the run, or the comparison. */
  readonly owner: string
  readonly chart: string
  readonly legend: PictureLegend
  /** All that was recorded, not only what is shown. */
  readonly csv: () => string | Promise<string>
}

/** Saves a chart of the page as a file. */
export async function downloadChart(svg: SVGSVGElement, download: Download, format: Format): Promise<void> {
  const { owner, chart, legend, csv } = download
  const picture = async () => {
    // Without its fonts it is read all the same.
    const faces = await fontFaces([...familiesOf(svg), ...familiesOf(document.body)]).catch(() => '')
    return chartPicture(svg, `${owner} · ${chart}`, legend, faces)
  }
  await savePicture({ name: [owner, chart.toLowerCase()], picture, csv }, format)
}
