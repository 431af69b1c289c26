import { randomInt } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { readIdx } from '../src/datasets/idx.ts'
import { type DatasetInfo, layerTypes, parseTraining } from '../src/spec/index.ts'

/** As apps/api/test/fuzz does: `npm run test:fuzz` draws many more. */
const CASES = Number(process.env.FUZZ_CASES ?? 200)
const seed = Number(process.env.FUZZ_SEED ?? (process.env.FUZZ_CASES ? randomInt(2 ** 31) : 28))
const drawn = { numRuns: CASES, seed }
const timeout = Math.max(60_000, CASES * 10)

const folder = mkdtempSync(path.join(tmpdir(), 'atelier-fuzz-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** A file with bytes changed, taken out and put in. */
const damaged = (sound: Buffer): fc.Arbitrary<Buffer> =>
  fc
    .array(
      fc.record({ at: fc.nat(sound.length), remove: fc.nat(40), put: fc.uint8Array({ maxLength: 40 }) }),
      {
        ...{ minLength: 1, maxLength: 4 },
      },
    )
    .map((wounds) =>
      wounds.reduce(
        (bytes, { at, remove, put }) =>
          Buffer.concat([bytes.subarray(0, at), put, bytes.subarray(at + remove)]),
        sound,
      ),
    )

describe('a damaged data set', () => {
  const pixels = Buffer.concat([
    Buffer.from([0, 0, 8, 3, 0, 0, 0, 9, 0, 0, 0, 8, 0, 0, 0, 7]),
    Buffer.alloc(504, 7),
  ])
  const file = path.join(folder, 'images')

  it(
    'is read or refused by name, and nothing is read past its promise',
    async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.oneof(
            damaged(pixels),
            damaged(gzipSync(pixels)),
            damaged(pixels).map((bytes) => gzipSync(bytes)),
          ),
          async (bytes) => {
            writeFileSync(file, bytes)
            const target = new Uint8Array(504)
            const reading = readIdx(file, (shape) => {
              if (shape.join() !== '9,8,7') throw new Error(`${file} holds another shape`)
              return target
            })
            await reading.catch((error: Error) => expect(error.message).toContain(file))
          },
        ),
        drawn,
      )
    },
    timeout,
  )
})

describe('a hostile spec', () => {
  const dataset: DatasetInfo = {
    ...{
      name: 'images',
      title: 'Images',
      labels: Array.from({ length: 10 }, (_, index) => `class ${index}`),
    },
    ...{ inputShape: [28, 28, 1], trainCount: 600, testCount: 100 },
  }
  const value = fc.oneof(
    fc.constantFrom<unknown>(
      0,
      1,
      -1,
      3,
      0.5,
      1e9,
      2 ** 53,
      Number.NaN,
      Number.POSITIVE_INFINITY,
      '',
      'same',
      'relu',
    ),
    fc.constantFrom<unknown>(
      null,
      true,
      [],
      [2, 2],
      [0, -1],
      {},
      'float32',
      'Adam',
      'cosine',
      'mlp-fast',
      '__proto__',
    ),
    fc.anything({ maxDepth: 2 }),
  )
  const given = (keys: readonly string[]) =>
    fc.dictionary(
      fc.oneof({ weight: 20, arbitrary: fc.constantFrom(...keys) }, { weight: 1, arbitrary: fc.string() }),
      value,
      {
        maxKeys: 5,
      },
    )
  const settings = given([
    ...[
      'filters',
      'kernelSize',
      'strides',
      'padding',
      'units',
      'rate',
      'poolSize',
      'axis',
      'momentum',
      'activation',
    ],
    ...[
      'depthMultiplier',
      'epsilon',
      'scale',
      'offset',
      'name',
      'keepdims',
      'negativeSlope',
      'kernelInitializer',
    ],
  ])
  const layer = fc.oneof(
    {
      weight: 9,
      arbitrary: fc
        .tuple(fc.constantFrom(...layerTypes), settings)
        .map(([type, more]) => ({ type, ...more })),
    },
    { weight: 1, arbitrary: value },
  )
  const part = fc.option(
    given([
      'type',
      'learningRate',
      'momentum',
      'steps',
      'rate',
      'monitor',
      'patience',
      'shift',
      'flip',
      'warmup',
    ]),
  )
  const named = fc.record({ type: value, settings: part, learningRate: value, warmUpEpochs: value })
  const training = fc.record({
    model: fc.oneof(
      fc.record({ layers: fc.array(layer, { maxLength: 8 }) }),
      fc.record({ preset: fc.oneof(fc.constantFrom('mlp', 'cnn-fast', 'constructor'), fc.string()) }),
    ),
    ...{ optimizer: named, learningRateSchedule: named, earlyStopping: part, augmentation: part },
    ...{
      epochs: value,
      batchSize: value,
      precision: value,
      seed: value,
      validationSplit: value,
      trainLimit: value,
    },
    ...{ labelSmoothing: value, averageDecay: value },
  })

  it(
    'is taken or refused with what is wrong and where, never thrown at',
    () => {
      fc.assert(
        fc.property(training, (input) => {
          const parsed = parseTraining(input, dataset)
          if (!parsed.ok)
            for (const { message, path: at } of parsed.issues) {
              expect(message).toMatch(/\S/)
              expect(at.every((step) => typeof step === 'string')).toBe(true)
            }
          expect(parsed.ok || parsed.issues.length > 0).toBe(true)
        }),
        drawn,
      )
    },
    timeout,
  )
})
