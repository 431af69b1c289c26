import { z } from 'zod'
import type { Checkpoint } from './checkpoint.ts'
import type { Tensors } from './safetensors.ts'

const count = z.int().min(0)
const figures = z.object({
  loss: z.number(),
  accuracy: z.number(),
  validationLoss: z.number(),
  validationAccuracy: z.number(),
})
const json = <T>(schema: z.ZodType<T>) =>
  z
    .string()
    .transform((text): unknown => JSON.parse(text))
    .pipe(schema)

/** safetensors' metadata holds text only: each part is JSON of its own. */
const metadata = z.object({
  fingerprint: json(
    z.object({
      state: z.record(z.string(), z.string()),
      settings: z.record(z.string(), z.string()),
    }),
  ),
  position: json(z.object({ epoch: count.min(1), step: count, stepsDone: count })),
  history: json(z.array(figures)),
  gathered: json(z.object({ lossSum: z.number(), accuracySum: z.number(), seconds: z.number() })),
  steered: json(
    z.object({
      learningRate: z.number(),
      learningRateSince: count.default(0),
      epochs: count,
      spec: z.object({ learningRate: z.number(), epochs: count }),
    }),
  ),
  bestEpoch: json(count.nullable()),
})

/** Everything of a checkpoint that is no tensor. Numbers survive JSON bit for bit. */
export function toMetadata(checkpoint: Checkpoint): z.input<typeof metadata> {
  const { fingerprint, position, history, gathered, steered, best } = checkpoint
  const { lossSum, accuracySum, seconds } = gathered
  const parts = {
    fingerprint,
    position,
    history,
    gathered: { lossSum, accuracySum, seconds },
    steered,
    bestEpoch: best?.epoch ?? null,
  }
  return {
    fingerprint: JSON.stringify(parts.fingerprint),
    position: JSON.stringify(parts.position),
    history: JSON.stringify(parts.history),
    gathered: JSON.stringify(parts.gathered),
    steered: JSON.stringify(parts.steered),
    bestEpoch: JSON.stringify(parts.bestEpoch),
  }
}

const [STATE, BEST, RUNNING] = ['state/', 'best/', 'epoch/']
const BATCH_ARRAYS = ['batchLoss', 'batchAccuracy', 'batchExamplesPerSecond'] as const

/** The tensors of a checkpoint. `shapes`: of the variables, by name; a vector where none is told. */
export function toTensors(checkpoint: Checkpoint, shapes: ReadonlyMap<string, readonly number[]>): Tensors {
  const { variables, best, gathered } = checkpoint
  const named = (prefix: string, some: Checkpoint['variables']) =>
    [...some].map(([name, values]) => {
      return [prefix + name, { shape: shapes.get(name) ?? [values.length], values }] as const
    })
  const vector = (values: Float32Array) => ({ shape: [values.length], values })
  return new Map([
    ...named(STATE, variables),
    ...named(BEST, best?.variables ?? new Map()),
    ...BATCH_ARRAYS.map((name) => [RUNNING + name, vector(gathered[name])] as const),
  ])
}

/** Puts a checkpoint together again. @throws Error with the reason when something is missing or no number */
export function fromParts(texts: Readonly<Record<string, string>>, tensors: Tensors): Checkpoint {
  const { gathered, bestEpoch, ...rest } = metadata.parse(texts)
  const named = (prefix: string) =>
    new Map(
      [...tensors].flatMap(([name, { values }]) =>
        name.startsWith(prefix) ? [[name.slice(prefix.length), values] as const] : [],
      ),
    )
  const vector = (name: (typeof BATCH_ARRAYS)[number]): Float32Array => {
    const values = tensors.get(RUNNING + name)?.values
    if (values instanceof Float32Array) return values
    throw new Error(`it has no tensor "${name}"`)
  }
  return {
    ...rest,
    gathered: {
      ...gathered,
      batchLoss: vector('batchLoss'),
      batchAccuracy: vector('batchAccuracy'),
      batchExamplesPerSecond: vector('batchExamplesPerSecond'),
    },
    variables: named(STATE),
    best: bestEpoch === null ? null : { epoch: bestEpoch, variables: named(BEST) },
  }
}
