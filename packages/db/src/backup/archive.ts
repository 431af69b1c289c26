import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream, existsSync } from 'node:fs'
import { open, rename, rm } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import { createZstdCompress, createZstdDecompress } from 'node:zlib'
import { extract, type Pack, pack } from 'tar-stream'
import { z } from 'zod'

/** A backup or restore that cannot go on; the message is one sentence for the person who runs it. */
export class BackupError extends Error {
  constructor(message: string, cause?: unknown) {
    super(message, { cause })
    this.name = 'BackupError'
  }
}

const FORMAT = 1

const table = z.object({ name: z.string(), columns: z.array(z.string()).min(1) })
const header = z.object({
  format: z.number(),
  createdAt: z.string(),
  /** The schema version: what was applied, oldest first. */
  migrations: z.array(z.string()).min(1),
  tables: z.array(table),
})
export type ArchiveHeader = z.output<typeof header>
export type ArchivedTable = z.output<typeof table>

const part = z.object({ bytes: z.number(), sha256: z.string() })
const manifest = z.object({
  tables: z.record(z.string(), part.extend({ rows: z.number() })),
  files: z.record(z.string(), part),
  sequences: z.record(z.string(), z.string()),
})
export type ArchiveManifest = z.output<typeof manifest>

/** Contents of a table are cut into entries of this size, since an entry's size is written before it. */
const PIECE_BYTES = 4 * 1024 * 1024

export type ArchiveWriter = {
  table(name: string, content: AsyncIterable<Uint8Array>, rows: () => number): Promise<void>
  file(path: string, bytes: number, content: AsyncIterable<Uint8Array>): Promise<void>
}

/**
 * Writes a backup: a tar archive compressed with Zstandard, which `tar --zstd` reads too. Its header comes first, the
 * checksums come last, so that an archive without them is known to be torn. It has its name only once it is whole.
 */
export async function writeArchive(
  path: string,
  about: Omit<ArchiveHeader, 'format'>,
  fill: (writer: ArchiveWriter) => Promise<Pick<ArchiveManifest, 'sequences'>>,
): Promise<void> {
  const unfinished = `${path}.unfinished`
  const tar = pack()
  const writing = pipeline(tar, createZstdCompress(), createWriteStream(unfinished, { mode: 0o600 }))
  try {
    const sums: ArchiveManifest = { tables: {}, files: {}, sequences: {} }
    const written = (async () => {
      await addEntry(tar, 'header.json', Buffer.from(JSON.stringify({ format: FORMAT, ...about })))
      const { sequences } = await fill(writerTo(tar, sums))
      await addEntry(tar, 'manifest.json', Buffer.from(JSON.stringify({ ...sums, sequences })))
      tar.finalize()
    })()
    // Whichever fails first: a full disk must not leave the other waiting.
    await Promise.all([
      written.catch((error: Error) => {
        tar.destroy(error)
        throw error
      }),
      writing,
    ])
    const file = await open(unfinished, 'r')
    await file.sync()
    await file.close()
    await rename(unfinished, path)
  } catch (error) {
    await rm(unfinished, { force: true })
    throw error
  }
}

function writerTo(tar: Pack, sums: ArchiveManifest): ArchiveWriter {
  return {
    async table(name, content, rows) {
      const hash = createHash('sha256')
      let [bytes, pieces] = [0, 0]
      for await (const piece of inPieces(content)) {
        hash.update(piece)
        bytes += piece.length
        pieces += 1
        await addEntry(tar, `tables/${name}/${String(pieces).padStart(8, '0')}.copy`, piece)
      }
      sums.tables[name] = { bytes, sha256: hash.digest('hex'), rows: rows() }
    },
    async file(path, bytes, content) {
      const hash = createHash('sha256')
      const { promise: added, resolve, reject } = Promise.withResolvers<void>()
      const entry = tar.entry({ name: `files/${path}`, size: bytes }, (error) =>
        error ? reject(error) : resolve(),
      )
      for await (const piece of content) {
        hash.update(piece)
        if (!entry.write(piece)) await new Promise<void>((drained) => entry.once('drain', () => drained()))
      }
      entry.end(undefined)
      await added
      sums.files[path] = { bytes, sha256: hash.digest('hex') }
    },
  }
}

function addEntry(tar: Pack, name: string, content: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    tar.entry({ name }, content, (error) => (error ? reject(error) : resolve()))
  })
}

async function* inPieces(content: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  let [parts, bytes]: [Uint8Array[], number] = [[], 0]
  for await (const chunk of content) {
    parts.push(chunk)
    bytes += chunk.length
    if (bytes < PIECE_BYTES) continue
    yield Buffer.concat(parts)
    ;[parts, bytes] = [[], 0]
  }
  if (bytes > 0) yield Buffer.concat(parts)
}

export type ArchiveReader = {
  header?(header: ArchiveHeader): Promise<void>
  /** A piece of a table, in order; the pieces of one table follow each other. */
  table(name: string, piece: AsyncIterable<Uint8Array>): Promise<void>
  file(path: string, content: AsyncIterable<Uint8Array>): Promise<void>
}

export type ArchiveContents = { readonly header: ArchiveHeader; readonly manifest: ArchiveManifest }

/**
 * Reads a backup from its beginning to its end.
 * @throws BackupError when it is torn, damaged, not a backup, or of a later format
 */
export async function readArchive(path: string, reader: ArchiveReader): Promise<ArchiveContents> {
  if (!existsSync(path)) throw new BackupError(`There is no file ${path}.`)
  const entries = extract()
  const feeding = pipeline(createReadStream(path), createZstdDecompress(), entries)
  const found: { header?: ArchiveHeader; manifest?: ArchiveManifest } = {}
  const reading = (async () => {
    for await (const entry of entries) {
      const [kind, name = ''] = entry.header.name.split('/')
      const content = bytesOf(entry)
      if (kind === 'header.json') {
        found.header = header.parse(await jsonOf(content))
        if (found.header.format > FORMAT)
          throw new BackupError(
            `${path} was written by a later version of Atelier: restore it with that version.`,
          )
        await reader.header?.(found.header)
      } else if (kind === 'manifest.json') found.manifest = manifest.parse(await jsonOf(content))
      else if (kind === 'tables') await reader.table(name, content)
      else if (kind === 'files') await reader.file(entry.header.name.slice('files/'.length), content)
      else throw new BackupError(`${path} is not a backup of Atelier: it holds ${entry.header.name}.`)
    }
  })()
  try {
    await Promise.all([
      reading.catch((error: Error) => {
        entries.destroy(error)
        throw error
      }),
      feeding,
    ])
  } catch (error) {
    if (error instanceof BackupError || !isDamage(error)) throw error
    throw torn(path, error)
  }
  if (!found.header || !found.manifest) throw torn(path)
  return { header: found.header, manifest: found.manifest }
}

const torn = (path: string, cause?: unknown): BackupError =>
  new BackupError(
    `${path} is not a whole backup: it was cut off or damaged. Nothing was restored; take another one.`,
    cause,
  )

/** Errors of the archive itself: of its compression, of tar, of the JSON in it. */
const isDamage = (error: unknown): boolean =>
  error instanceof z.ZodError ||
  error instanceof SyntaxError ||
  (error instanceof Error &&
    (('code' in error && /^(ZSTD|Z_|ERR_STREAM_PREMATURE|ERR_ZLIB|ZLIB)/.test(String(error.code))) ||
      /unexpected end|invalid tar|corrupt|checksum|writable stream closed prematurely/i.test(error.message)))

async function* bytesOf(content: AsyncIterable<unknown>): AsyncGenerator<Uint8Array> {
  for await (const chunk of content) if (chunk instanceof Uint8Array) yield chunk
}

async function jsonOf(content: AsyncIterable<Uint8Array>): Promise<unknown> {
  const parts: Uint8Array[] = []
  for await (const chunk of content) parts.push(chunk)
  return JSON.parse(Buffer.concat(parts).toString('utf8'))
}

/** Reads a backup once, and compares what it holds with its checksums. @throws BackupError */
export async function verifyArchive(
  path: string,
  onBytes: (bytes: number) => void,
): Promise<ArchiveContents> {
  const tables = new Map<string, ReturnType<typeof createHash>>()
  const files = new Map<string, string>()
  let read = 0
  const add = async (hash: ReturnType<typeof createHash>, content: AsyncIterable<Uint8Array>) => {
    for await (const chunk of content) {
      hash.update(chunk)
      read += chunk.length
      onBytes(read)
    }
  }
  const contents = await readArchive(path, {
    async table(name, piece) {
      const hash = tables.get(name) ?? createHash('sha256')
      tables.set(name, hash)
      await add(hash, piece)
    },
    async file(name, content) {
      const hash = createHash('sha256')
      await add(hash, content)
      files.set(name, hash.digest('hex'))
    },
  })
  const { manifest: sums } = contents
  const same =
    files.size === Object.keys(sums.files).length &&
    Object.entries(sums.files).every(([name, { sha256 }]) => files.get(name) === sha256) &&
    Object.entries(sums.tables).every(
      ([name, { sha256 }]) => (tables.get(name) ?? createHash('sha256')).digest('hex') === sha256,
    )
  if (!same) throw torn(path)
  return contents
}
