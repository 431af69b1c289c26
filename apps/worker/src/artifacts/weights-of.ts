import { type FileHandle, open } from 'node:fs/promises'
import { z } from 'zod'

/** A file that can be streamed once its length is known. */
export type Weights = { readonly bytes: number; readonly content: AsyncIterable<Uint8Array> }

const LENGTH_BYTES = 8
const ALIGNMENT = 8
const MOST_HEADER_BYTES = 2 ** 27

const entry = z.object({
  dtype: z.string(),
  shape: z.array(z.int()),
  data_offsets: z.tuple([z.int(), z.int()]),
})
const header = z.object({ __metadata__: z.record(z.string(), z.string()).optional() }).catchall(entry)
type Entry = z.output<typeof entry>

/**
 * The weights that a checkpoint holds, as a safetensors file of their own: `<layer>/<weight>`, without what only a
 * training needs. Where the optimizer averages weights they are the averages, which the test set judged.
 * The content must be read before `use` resolves: the checkpoint is open until then.
 * @param best those that early stopping went back to, instead of those at the checkpoint's own step
 * @throws Error when the file is no checkpoint
 */
export async function withWeights<T>(
  checkpoint: string,
  { best, metadata }: { readonly best: boolean; readonly metadata: Readonly<Record<string, string>> },
  use: (weights: Weights) => Promise<T>,
): Promise<T> {
  const file = await open(checkpoint)
  try {
    const length = Number((await read(file, 0, LENGTH_BYTES)).readBigUInt64LE())
    if (length > MOST_HEADER_BYTES) throw new Error(`${checkpoint} is no safetensors file`)
    const json: unknown = JSON.parse((await read(file, LENGTH_BYTES, length)).toString())
    const { __metadata__: _, ...tensors } = header.parse(json)
    const chosen = weightsAmong(tensors, best ? 'best/' : 'state/')
    if (chosen.size === 0) throw new Error(`${checkpoint} holds no weights`)
    const beginning = headerOf(chosen, metadata)
    const bytes = [...chosen.values()].reduce((sum, { data_offsets: [from, to] }) => sum + to - from, 0)
    async function* content() {
      yield beginning
      for (const { data_offsets: range } of chosen.values()) yield* part(file, LENGTH_BYTES + length, range)
    }
    return await use({ bytes: beginning.length + bytes, content: content() })
  } finally {
    await file.close()
  }
}

/** Averages take the place of the weights that they are of; what else is kept beside a weight has more slashes. */
function weightsAmong(tensors: Readonly<Record<string, Entry>>, prefix: string): Map<string, Entry> {
  const chosen = new Map<string, Entry>()
  const averaged = new Set<string>()
  for (const [name, tensor] of Object.entries(tensors)) {
    if (!name.startsWith(prefix)) continue
    const parts = name.slice(prefix.length).split('/')
    const isAverage = parts.length === 3 && parts[0] === 'average'
    const weight = parts.slice(isAverage ? 1 : 0).join('/')
    if (weight.split('/').length !== 2 || (averaged.has(weight) && !isAverage)) continue
    if (isAverage) averaged.add(weight)
    chosen.set(weight, tensor)
  }
  return chosen
}

function headerOf(tensors: ReadonlyMap<string, Entry>, metadata: Readonly<Record<string, string>>): Buffer {
  let end = 0
  const entries = [...tensors].map(
    ([
      name,
      {
        dtype,
        shape,
        data_offsets: [from, to],
      },
    ]) => {
      const start = end
      end += to - from
      return [name, { dtype, shape, data_offsets: [start, end] }] as const
    },
  )
  const json = JSON.stringify({ __metadata__: metadata, ...Object.fromEntries(entries) })
  const text = Buffer.from(json)
  const padded = Buffer.alloc(LENGTH_BYTES + Math.ceil(text.length / ALIGNMENT) * ALIGNMENT, ' ')
  padded.writeBigUInt64LE(BigInt(padded.length - LENGTH_BYTES))
  text.copy(padded, LENGTH_BYTES)
  return padded
}

async function read(file: FileHandle, from: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, from)
  if (bytesRead < length) throw new Error('the checkpoint is cut short')
  return buffer
}

async function* part(file: FileHandle, start: number, [from, to]: Entry['data_offsets']) {
  const STEP = 2 ** 20
  for (let at = from; at < to; at += STEP) yield read(file, start + at, Math.min(STEP, to - at))
}
