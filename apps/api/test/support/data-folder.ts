import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'

/** An IDX file of unsigned bytes, as the MNIST family is distributed. */
function idx(sizes: readonly number[], data: Uint8Array): Buffer {
  const header = Buffer.alloc(4 + 4 * sizes.length)
  header.writeUInt32BE(0x0800 | sizes.length)
  for (const [axis, size] of sizes.entries()) header.writeUInt32BE(size, 4 + 4 * axis)
  return gzipSync(Buffer.concat([header, data]))
}

/** Pixel of example `index` at `place`: no two examples are alike. */
export const pixelOf = (index: number, place: number): number => (index * 37 + place) % 256

/** A data folder with a small Fashion-MNIST: 30 training and 20 test images, labels 0 to 9 in turn. */
export async function makeDataFolder(): Promise<{ readonly folder: string; remove(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'atelier-api-'))
  const dataset = join(folder, 'datasets', 'fashion-mnist')
  await mkdir(dataset, { recursive: true })
  for (const [prefix, count] of [['train', 30] as const, ['t10k', 20] as const]) {
    const pixels = Uint8Array.from({ length: count * 784 }, (_, at) =>
      pixelOf(Math.floor(at / 784), at % 784),
    )
    const labels = Uint8Array.from({ length: count }, (_, index) => index % 10)
    await writeFile(join(dataset, `${prefix}-images-idx3-ubyte.gz`), idx([count, 28, 28], pixels))
    await writeFile(join(dataset, `${prefix}-labels-idx1-ubyte.gz`), idx([count], labels))
  }
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) }
}
