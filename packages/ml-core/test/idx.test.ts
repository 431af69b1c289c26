import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, describe, expect, it } from 'vitest'
import { readIdx } from '../src/datasets/idx.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'atelier-idx-'))
afterAll(() => rmSync(folder, { recursive: true }))

const idx = (shape: readonly number[], values: ArrayLike<number>, type = 8): Buffer => {
  const sizes = Buffer.alloc(4 * shape.length)
  for (const [axis, size] of shape.entries()) sizes.writeUInt32BE(size, 4 * axis)
  return Buffer.concat([Buffer.from([0, 0, type, shape.length]), sizes, Buffer.from(values)])
}

async function read(bytes: Buffer, expected = [2, 3]): Promise<Uint8Array> {
  const file = path.join(folder, 'file')
  writeFileSync(file, bytes)
  const target = new Uint8Array(expected.reduce((product, size) => product * size, 1))
  await readIdx(file, (shape) => {
    expect(shape).toEqual(expected)
    return target
  })
  return target
}

describe('an IDX file', () => {
  const sound = idx([2, 3], [1, 2, 3, 4, 5, 6])

  it.each([
    ['as it is', sound],
    ['gzipped', gzipSync(sound)],
  ])('is read to where it shall lie: %s', async (_name, bytes) => {
    expect([...(await read(bytes))]).toEqual([1, 2, 3, 4, 5, 6])
  })

  it('larger than a chunk is read whole', async () => {
    const values = Buffer.alloc(3_000_000, Buffer.from([...Array(251).keys()]))
    expect(values.equals(await read(gzipSync(idx([3_000_000], values)), [3_000_000]))).toBe(true)
  })

  it.each([
    ['another start', Buffer.from('no such file'), 'it does not start with an IDX header'],
    ['other elements', idx([2, 3], [1, 2, 3, 4, 5, 6], 13), 'its elements are not unsigned bytes'],
    ['half a header', sound.subarray(0, 6), 'its header is cut short'],
    ['too few bytes', sound.subarray(0, -1), 'its header promises 6 bytes (2x3), it holds 5'],
    [
      'too many bytes',
      gzipSync(Buffer.concat([sound, sound])),
      'its header promises 6 bytes (2x3), it holds more',
    ],
    ['a torn archive', gzipSync(sound).subarray(0, -9), 'cannot be unpacked: unexpected end of file'],
  ])('with %s is refused by name', async (_name, bytes, reason) => {
    await expect(read(bytes)).rejects.toThrow(reason)
    await expect(read(bytes)).rejects.toThrow(path.join(folder, 'file'))
  })
})
