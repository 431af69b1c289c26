import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'

// Part of `npm run build`: beside every script and style of the build lie the same compressed, for the API to serve.
const folder = join(import.meta.dirname, '.next/static')
/** Larger ones belong to the explorer's editor, which few open: they are not worth the time. */
const LARGE_BYTES = 450_000

const files = await readdir(folder, { recursive: true })
await Promise.all(
  files.filter((file) => /\.(js|css)$/.test(file)).map((file) => compress(join(folder, file))),
)

async function compress(file: string): Promise<void> {
  const text = await readFile(file)
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: text.length > LARGE_BYTES ? 6 : 11,
    [constants.BROTLI_PARAM_SIZE_HINT]: text.length,
  }
  await Promise.all([
    promisify(brotliCompress)(text, { params }).then((bytes) => writeFile(`${file}.br`, bytes)),
    promisify(gzip)(text).then((bytes) => writeFile(`${file}.gz`, bytes)),
  ])
}
