import { csvOf } from '../charts/csv.ts'
import { familiesOf, fontFaces } from '../charts/font-faces.ts'
import { type Format, savePicture } from '../charts/save-picture.ts'
import type { CellMode } from '../run/view.ts'
import { type MatrixContent, matrixPicture, matrixTable } from './matrix-picture.ts'

export type MatrixDownload = MatrixContent & {
  /** Whose matrix: the run, or the two that differ. */
  readonly owner: string
  /** What it is, as the names of the files and the menu call it. */
  readonly what: string
  /** After which epoch and of which images. */
  readonly note?: string
  readonly mode: CellMode
}

/** Saves a confusion matrix as a file; `cell`: one of the page's, whose fonts the picture has. */
export async function downloadMatrix(download: MatrixDownload, cell: Element, format: Format): Promise<void> {
  const { owner, what, note, ...content } = download
  const picture = async () => {
    const families = { text: familiesOf(document.body), figures: familiesOf(cell) }
    const faces = await fontFaces([...families.text, ...families.figures]).catch(() => '')
    const fonts = { text: families.text.join(', '), figures: families.figures.join(', ') }
    return matrixPicture({ ...content, title: `${owner} · ${what}`, note, fonts, fontFaces: faces })
  }
  await savePicture(
    { name: [owner, what.toLowerCase()], picture, csv: () => csvOf(matrixTable(content)) },
    format,
  )
}
