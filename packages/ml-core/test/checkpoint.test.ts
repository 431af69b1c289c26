import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Checkpoint } from '../src/checkpoint/checkpoint.ts'
import { fileName, latestCheckpoint, listCheckpoints } from '../src/checkpoint/folder.ts'
import { superfluous } from '../src/checkpoint/keep.ts'
import { readCheckpoint } from '../src/checkpoint/read.ts'
import { encode } from '../src/checkpoint/safetensors.ts'
import { writeCheckpoint } from '../src/checkpoint/write.ts'

const SHAPES = new Map([['dense/kernel', [2, 3]]])
const FIGURES = { loss: 0.1 + 0.2, accuracy: 1 / 3, validationLoss: 5e-324, validationAccuracy: 0.9 }

/** As a training would leave it: three epochs done, the fourth after two of its steps. */
function checkpointAt(epoch: number, step: number | 'end'): Checkpoint {
  const steps = step === 'end' ? 0 : step
  const batch = Float32Array.from({ length: steps }, (_, index) => Math.fround(index / 3))
  return {
    fingerprint: { state: { optimizer: '"Adam"' }, settings: { seed: '7' } },
    position: { epoch, step: step === 'end' ? 10 : step, stepsDone: (epoch - 1) * 10 + steps },
    history: Array.from({ length: step === 'end' ? epoch : epoch - 1 }, () => FIGURES),
    gathered: {
      ...{ lossSum: Math.PI, accuracySum: 1e-9, seconds: 1.5, batchLoss: batch, batchAccuracy: batch },
      batchExamplesPerSecond: batch,
    },
    steered: {
      learningRate: 0.01,
      learningRateSince: 2,
      epochs: 20,
      spec: { learningRate: 0.001, epochs: 50 },
    },
    variables: new Map<string, Float32Array | Int32Array>([
      ['dense/kernel', Float32Array.of(1, -0, Number.MIN_VALUE, 1e-40, 3.3, -5)],
      ['step', Int32Array.of(32)],
    ]),
    best: { epoch: 2, variables: new Map([['dense/kernel', new Float32Array(6).fill(0.5)]]) },
  }
}

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'atelier-checkpoints-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

async function write(checkpoint: Checkpoint): Promise<string> {
  const file = path.join(folder, fileName(checkpoint))
  await writeCheckpoint(file, checkpoint, SHAPES)
  return file
}

describe('a checkpoint file', () => {
  it.each([
    [4, 2, 'step-0004-00000002.safetensors'],
    [3, 'end', 'epoch-0003.safetensors'],
    [12_345, 'end', 'epoch-12345.safetensors'],
  ] as const)('gives back all that was put in, bit for bit: epoch %s, step %s', async (epoch, step, name) => {
    const checkpoint = checkpointAt(epoch, step)
    const file = await write(checkpoint)
    expect(path.basename(file)).toBe(name)
    expect(readCheckpoint(file)).toEqual(checkpoint)
    expect(readdirSync(folder)).toEqual([name])
  })

  it('is a safetensors file: header length, JSON header with shapes and offsets, little-endian data', async () => {
    const bytes = readFileSync(await write(checkpointAt(4, 2)))
    const length = Number(bytes.readBigUInt64LE())
    const header: unknown = JSON.parse(bytes.toString('utf8', 8, 8 + length))
    expect(length % 8).toBe(0)
    expect(header).toMatchObject({
      __metadata__: { format: 'atelier-checkpoint 1', position: '{"epoch":4,"step":2,"stepsDone":32}' },
      'state/dense/kernel': { dtype: 'F32', shape: [2, 3], data_offsets: [0, 24] },
      'state/step': { dtype: 'I32', shape: [1], data_offsets: [24, 28] },
    })
    expect(bytes.readFloatLE(8 + length + 16)).toBe(Math.fround(3.3))
    expect(bytes.readInt32LE(8 + length + 24)).toBe(32)
  })

  it('is refused, cut off anywhere', async () => {
    const file = await write(checkpointAt(4, 2))
    const whole = readFileSync(file)
    fc.assert(
      fc.property(fc.integer({ min: 0, max: whole.length - 1 }), (length) => {
        writeFileSync(file, whole.subarray(0, length))
        expect(() => readCheckpoint(file)).toThrow(
          /^the checkpoint \S+ cannot be used: it(s checksum does not fit: it is damaged or cut short| is cut short| is empty)$/,
        )
      }),
    )
  })

  it('is refused with any one bit flipped', async () => {
    const file = await write(checkpointAt(4, 2))
    const whole = readFileSync(file)
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.nat(7), (at, bit) => {
        const damaged = Buffer.from(whole)
        damaged.writeUInt8(damaged.readUInt8(at) ^ (1 << bit), at)
        writeFileSync(file, damaged)
        expect(() => readCheckpoint(file)).toThrow(/^the checkpoint \S+ cannot be used: it/)
      }),
      { numRuns: 400 },
    )
  })

  it.each([
    ['it is not there', null],
    ['it is empty', Buffer.alloc(0)],
    ['it is cut short', Buffer.from('hello')],
    ['it was not written by Atelier', Buffer.alloc(1000, 'x')],
    [
      'it was not written by Atelier',
      Buffer.concat(
        encode({ format: 'pt' }, new Map([['w', { shape: [40], values: new Float32Array(40) }]])),
      ),
    ],
    [
      'it has another format than "atelier-checkpoint 1"',
      Buffer.concat(encode({ format: 'atelier-checkpoint 2', sha256: '0'.repeat(64) }, new Map())),
    ],
  ])('is refused by name: %s', (reason, content) => {
    const file = path.join(folder, 'epoch-0001.safetensors')
    if (content) writeFileSync(file, content)
    expect(() => readCheckpoint(file)).toThrow(`the checkpoint ${file} cannot be used: ${reason}`)
  })
})

it('a checkpoint that the system does not give out is not refused: it may be sound', async () => {
  await write(checkpointAt(1, 'end'))
  const newest = path.join(folder, 'epoch-0002.safetensors')
  symlinkSync(newest, newest)
  expect(() => latestCheckpoint(folder)).toThrow(/^ELOOP.*epoch-0002/)
})

describe('the newest checkpoint', () => {
  it('is the one furthest on, by epoch and step; what has another name is not looked at', async () => {
    for (const step of [9, 'end'] as const) await write(checkpointAt(2, step))
    for (const step of [0, 3, 12] as const) await write(checkpointAt(3, step))
    writeFileSync(path.join(folder, 'step-0009-00000001.safetensors.17.unfinished'), '')
    writeFileSync(path.join(folder, 'epoch-0009.safetensors.refused'), '')
    expect(listCheckpoints(folder).map(({ epoch, step }) => [epoch, step])).toEqual([
      ...[12, 3, 0].map((step) => [3, step]),
      [2, null],
      [2, 9],
    ])
    expect(latestCheckpoint(folder).checkpoint?.position).toEqual({ epoch: 3, step: 12, stepsDone: 32 })
    expect(listCheckpoints(path.join(folder, 'nowhere'))).toEqual([])
  })

  it('is the one before, where newer ones are torn, misnamed or of another training, and says so', async () => {
    const good = await write(checkpointAt(1, 'end'))
    const misnamed = path.join(folder, 'epoch-0002.safetensors')
    writeFileSync(misnamed, readFileSync(good))
    const foreign = await write({
      ...checkpointAt(3, 'end'),
      fingerprint: { state: { optimizer: '"SGD"' }, settings: {} },
    })
    const torn = await write(checkpointAt(4, 2))
    writeFileSync(torn, readFileSync(torn).subarray(0, 900))
    const { checkpoint, file, refused } = latestCheckpoint(folder, { state: { optimizer: '"Adam"' } })
    expect([checkpoint?.position.epoch, file]).toEqual([1, good])
    expect(refused.map(({ message, foreign: another }) => [message, another])).toEqual([
      [`the checkpoint ${torn} cannot be used: its checksum does not fit: it is damaged or cut short`, false],
      [
        `the checkpoint ${foreign} cannot be used: it is of another training: its optimizer is "SGD", not "Adam"`,
        true,
      ],
      [
        `the checkpoint ${misnamed} cannot be used: by what it holds it should be named epoch-0001.safetensors`,
        false,
      ],
    ])
  })
})

describe('which checkpoints stay', () => {
  const files = (epochs: number, within: readonly number[]) =>
    [
      ...Array.from({ length: epochs }, (_, index) => ({ path: '', epoch: index + 1, step: null })),
      ...within.map((step) => ({ path: '', epoch: epochs + 1, step })),
    ].reverse()
  const gone = (...args: Parameters<typeof superfluous>) =>
    superfluous(...args).map(({ epoch, step }) => (step === null ? epoch : `${epoch}:${step}`))

  it('the newest three, the best and every tenth epoch, and two within an epoch', () => {
    expect(gone(files(14, [5, 9, 12, 20]), {}, 4)).toEqual([11, 9, 8, 7, 6, 5, 3, 2, 1, '15:9', '15:5'])
  })

  it('all where every epoch is to stay, and never none', () => {
    expect(gone(files(5, []), { every: 1 }, null)).toEqual([])
    expect(gone(files(5, []), { newest: 0, every: 100 }, null)).toEqual([4, 3, 2, 1])
  })
})
