import { fileName, saveFile } from './save-file.ts'

export type Format = 'PNG' | 'SVG' | 'CSV'

type Saved = {
  /** Whose picture, and of what: the name of the file. */
  readonly name: readonly string[]
  /** An SVG that stands by itself. */
  readonly picture: () => Promise<string>
  readonly csv: () => string | Promise<string>
}

/** Pixels of a PNG for each of the page. */
const SCALE = 2

/** Saves a picture, or the table behind it, as a file. */
export async function savePicture({ name, picture, csv }: Saved, format: Format): Promise<void> {
  const file = fileName(name, format.toLowerCase())
  if (format === 'CSV') return saveFile(file, new Blob([await csv()], { type: 'text/csv;charset=utf-8' }))
  const svg = new Blob([await picture()], { type: 'image/svg+xml;charset=utf-8' })
  saveFile(file, format === 'SVG' ? svg : await pngOf(svg))
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
