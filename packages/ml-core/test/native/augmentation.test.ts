import { describe, expect, it } from 'vitest'
import { augment } from '../../src/augmentation/augment.ts'
import { augmentImage } from '../../src/augmentation/augment-image.ts'
import type { AugmentationSpec } from '../../src/augmentation/augmentation.ts'
import { drawing } from '../../src/augmentation/draw.ts'
import { PURPOSES, type Purpose } from '../../src/augmentation/purposes.ts'
import { compileTraining } from '../../src/compile.ts'
import { loadDataset } from '../../src/datasets/load.ts'
import { cast, feed } from '../../src/graph/build.ts'
import { Graph } from '../../src/graph/graph.ts'
import { verify } from '../../src/graph/verify.ts'
import { initialState } from '../../src/runtime/initial-state.ts'
import { Session } from '../../src/runtime/session.ts'
import { findDataset, parseTraining, type Shape, sizeOf, unwrap } from '../../src/spec/index.ts'
import { dataFolder } from './data-folder.ts'

const off: AugmentationSpec = {
  ...{ flip: 'none', shift: 0, rotation: 0, zoom: 0, cutout: 0, cutoutProbability: 1 },
}

type Options = { seed?: number; step?: number; flat?: boolean }
/** `count` copies of one image, each changed at random. */
async function changed(
  settings: Partial<AugmentationSpec>,
  shape: Shape,
  image: readonly number[],
  count: number,
  { seed = 3, step = 0, flat = false }: Options = {},
): Promise<number[][]> {
  const graph = new Graph()
  const pixels = feed(graph, 'pixels', 'uint8', [null, ...(flat ? [sizeOf(shape)] : shape)])
  const batch = feed(graph, 'batch', 'int32', [null])
  const steps = feed(graph, 'step', 'int32', [])
  const draw = drawing(graph, steps.tensor, seed, batch.tensor)
  const result = augment(graph, { ...off, ...settings }, shape, pixels.tensor, draw)
  const images = graph.tensor('Identity', [cast(graph, result, 'float32')], {})
  expect(images.shape).toEqual(pixels.tensor.shape)
  verify(graph, 'augmentation')
  const inputs = { pixels: pixels.bytes, batch: batch.bytes, step: steps.bytes }
  using session = await Session.load({ graph, signatures: { run: { inputs, outputs: { images } } } })
  const copies = Uint8Array.from(
    { length: count * image.length },
    (_, index) => image[index % image.length] ?? 0,
  )
  const feeds = { pixels: copies, batch: new Int32Array(count), step: Int32Array.of(step) }
  const values = [...(session.run('run', feeds).get('images') ?? [])]
  return Array.from({ length: count }, (_, at) => values.slice(at * image.length, (at + 1) * image.length))
}

const tally = (keys: readonly string[]): Map<string, number> => {
  const counts = new Map<string, number>()
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1)
  return counts
}

/** Every mirrored and moved form of an image in plain JavaScript. */
function forms(
  [height = 0, width = 0, channels = 0]: Shape,
  image: readonly number[],
  shift: number,
): string[] {
  const moves = Array.from({ length: 2 * shift + 1 }, (_, index) => index - shift)
  const at = (row: number, column: number, channel: number): number =>
    row >= 0 && row < height && column >= 0 && column < width
      ? (image[(row * width + column) * channels + channel] ?? 0)
      : 0
  return [false, true].flatMap((mirrored) =>
    moves.flatMap((down) =>
      moves.map((right) =>
        image
          .map((_, index) => {
            const [channel, pixel] = [index % channels, Math.floor(index / channels)]
            const [row, column] = [Math.floor(pixel / width) + down, (pixel % width) + right]
            return at(row, mirrored ? width - 1 - column : column, channel)
          })
          .join(),
      ),
    ),
  )
}

describe('flip and shift', () => {
  it.each([
    ['a grey image', [6, 5, 1]],
    ['a colour image', [4, 5, 3]],
  ] as const)(
    '%s becomes each of its mirrored and moved forms, about equally often',
    async (_name, shape) => {
      const image = Array.from({ length: sizeOf(shape) }, (_, index) => index + 1)
      const expected = forms(shape, image, 1)
      const images = await changed({ flip: 'horizontal', shift: 1 }, shape, image, 1800)
      const counts = tally(images.map((entry) => entry.join()))
      expect([...counts.keys()].sort()).toEqual([...expected].sort())
      expect(Math.min(...counts.values())).toBeGreaterThan(60)
      expect(Math.max(...counts.values())).toBeLessThan(140)
    },
  )

  it('a flat image is changed as its rows and columns', async () => {
    const image = Array.from({ length: 30 }, (_, index) => index + 1)
    const settings = { flip: 'horizontal', shift: 2, cutout: 3 } as const
    const images = await changed(settings, [6, 5, 1], image, 50)
    expect(await changed(settings, [6, 5, 1], image, 50, { flat: true })).toEqual(images)
  })

  it('one alone does nothing else', async () => {
    const image = [1, 2, 3, 4, 5, 6]
    const flipped = await changed({ flip: 'horizontal' }, [2, 3, 1], image, 60)
    expect(new Set(flipped.map((entry) => entry.join()))).toEqual(new Set(['1,2,3,4,5,6', '3,2,1,6,5,4']))
    const shifted = await changed({ shift: 1 }, [2, 3, 1], image, 200)
    expect(new Set(shifted.map((entry) => entry.join()))).toEqual(
      new Set(forms([2, 3, 1], image, 1).slice(0, 9)),
    )
  })
})

describe('cutout', () => {
  const size = 10
  const white = new Array<number>(size * size).fill(255)
  /** Rows and columns that are black somewhere, and how many pixels are. */
  const hole = (image: readonly number[]) => {
    const black = image.flatMap((value, index) => (value === 0 ? [index] : []))
    const rows = new Set(black.map((index) => Math.floor(index / size)))
    const columns = new Set(black.map((index) => index % size))
    return { rows: [...rows].sort(), columns: [...columns].sort(), pixels: black.length }
  }

  it.each([3, 4])('a square of %i pixels is set to 0, wherever in the image its centre is', async (side) => {
    const images = await changed({ cutout: side }, [size, size, 1], white, 2000)
    const holes = images.map(hole)
    const first = (rows: readonly number[]): number =>
      rows[0] === 0 ? (rows.at(-1) ?? 0) + 1 - side : (rows[0] ?? 0)
    for (const { rows, columns, pixels } of holes) {
      expect(pixels).toBe(rows.length * columns.length)
      expect(rows.length).toBe(Math.min(size, first(rows) + side) - Math.max(0, first(rows)))
      expect(columns.length).toBe(Math.min(size, first(columns) + side) - Math.max(0, first(columns)))
    }
    const centres = tally(
      holes.flatMap(({ rows, columns }) =>
        [rows, columns].map((one) => String(first(one) + Math.floor(side / 2))),
      ),
    )
    expect([...centres.keys()].map(Number).sort((a, b) => a - b)).toEqual([...Array(size).keys()])
    for (const count of centres.values()) expect(Math.abs(count - 400)).toBeLessThan(100)
  })

  it('spares the share of the images that the probability leaves', async () => {
    const images = await changed({ cutout: 4, cutoutProbability: 0.25 }, [size, size, 1], white, 2000)
    const cut = images.filter((image) => image.includes(0)).length
    expect(Math.abs(cut - 500)).toBeLessThan(80)
  })
})

describe('rotation and zoom', () => {
  const size = 21
  /** A soft spot, seven pixels to the right of the centre. */
  const spot = Array.from({ length: size * size }, (_, index) => {
    const [x, y] = [(index % size) - 17, Math.floor(index / size) - 10]
    return Math.round(250 * Math.exp(-(x * x + y * y) / 3))
  })
  /** Where the middle of the brightness lies: distance from the centre and angle in degrees. */
  const middle = (image: readonly number[]) => {
    const total = image.reduce((sum, value) => sum + value, 0)
    const x = image.reduce((sum, value, index) => sum + value * ((index % size) - 10), 0) / total
    const y = image.reduce((sum, value, index) => sum + value * (Math.floor(index / size) - 10), 0) / total
    return { distance: Math.hypot(x, y), angle: (Math.atan2(y, x) * 180) / Math.PI }
  }

  it('turns about the centre, by every angle up to the limit either way', async () => {
    const spots = (await changed({ rotation: 30 }, [size, size, 1], spot, 500)).map(middle)
    for (const { distance } of spots) expect(Math.abs(distance - 7)).toBeLessThan(0.1)
    const angles = spots.map(({ angle }) => angle).sort((a, b) => a - b)
    expect(angles[0]).toBeGreaterThan(-30.5)
    expect(angles[0]).toBeLessThan(-29)
    expect(angles.at(-1)).toBeLessThan(30.5)
    expect(angles.at(-1)).toBeGreaterThan(29)
    expect(Math.abs(angles[250] ?? 99)).toBeLessThan(4)
  })

  it('grows and shrinks about the centre', async () => {
    const spots = (await changed({ zoom: 0.2 }, [size, size, 1], spot, 500)).map(middle)
    for (const { angle } of spots) expect(Math.abs(angle)).toBeLessThan(0.5)
    const distances = spots.map(({ distance }) => distance).sort((a, b) => a - b)
    expect(distances[0]).toBeCloseTo(7 / 1.2, 0)
    expect(distances.at(-1)).toBeCloseTo(7 / 0.8, 0)
  })
})

describe('random numbers', () => {
  const image = Array.from({ length: 100 }, (_, index) => index + 1)
  const settings = {
    flip: 'horizontal',
    shift: 3,
    rotation: 10,
    zoom: 0.1,
    cutout: 3,
    cutoutProbability: 0.5,
  } as const
  const run = (options: Options) => changed(settings, [10, 10, 1], image, 20, options)

  it('are the same for the same seed and step, and others for every other', async () => {
    const first = await run({ seed: 1, step: 5 })
    expect(await run({ seed: 1, step: 5 })).toEqual(first)
    expect(await run({ seed: 1, step: 6 })).not.toEqual(first)
    expect(await run({ seed: 2, step: 5 })).not.toEqual(first)
  })
})

describe('in a training', async () => {
  const info = findDataset('fashion-mnist')
  if (!info) throw new Error('the catalogue has Fashion-MNIST')
  const dataset = await loadDataset(dataFolder, info)
  const classes = { type: 'Dense', units: 10, activation: 'softmax' }
  const indices = Int32Array.from({ length: 64 }, (_, index) => index)

  /** Evaluation before, losses of five steps on the same images, evaluation after. */
  const losses = async (layers: readonly object[], augmentation: object | null): Promise<number[][]> => {
    const spec = unwrap(
      parseTraining({ model: { layers: [...layers, classes] }, augmentation, seed: 4 }, info),
    )
    const compiled = compileTraining(spec, 64)
    using session = await Session.load(compiled)
    const [images, labels] = [dataset.images.subarray(0, 64 * 784), dataset.labels.subarray(0, 64)]
    session.run('set_data', { images, labels: Int32Array.from(labels) })
    session.run('set_state', initialState(compiled.variables, spec.seed))
    const evaluate = () => [...(session.run('evaluate', { indices }).get('loss') ?? [])]
    const before = evaluate()
    const steps = Array.from({ length: 5 }, () => {
      const feeds = { indices, learning_rate: Float32Array.of(0) }
      return session.run('train_step', feeds).get('loss')?.[0] ?? Number.NaN
    })
    return [before, steps, evaluate()]
  }

  it.each([
    ['flat images', []],
    ['images', [{ type: 'Conv2D', filters: 2, kernelSize: 3 }, { type: 'Flatten' }]],
  ] as const)(
    'changes %s in every step, never in an evaluation, and alike when repeated',
    async (_name, layers) => {
      const settings = { flip: 'horizontal', shift: 2, cutout: 8 }
      const [plain, own] = [await losses(layers, null), await losses(layers, settings)]
      expect(own[0]).toEqual(plain[0])
      expect(own[2]).toEqual(plain[0])
      expect(new Set(plain[1]).size).toBe(1)
      expect(new Set(own[1]).size).toBe(5)
      expect(await losses(layers, settings)).toEqual(own)
    },
  )
})

/** The numbers that TensorFlow draws for the first images of a step. */
async function drawn(count: number, seed: number, step: number): Promise<((purpose: Purpose) => number)[]> {
  const graph = new Graph()
  const batch = feed(graph, 'batch', 'int32', [null])
  const steps = feed(graph, 'step', 'int32', [])
  const draw = drawing(graph, steps.tensor, seed, batch.tensor)
  const outputs = Object.fromEntries(PURPOSES.map((purpose) => [purpose, draw.uniform(purpose)]))
  const inputs = { batch: batch.bytes, step: steps.bytes }
  using session = await Session.load({ graph, signatures: { run: { inputs, outputs } } })
  const feeds = { batch: new Int32Array(count), step: Int32Array.of(step) }
  const results = session.run('run', feeds)
  return Array.from(
    { length: count },
    (_, at) => (purpose: Purpose) => Number(results.get(purpose)?.[at] ?? Number.NaN),
  )
}

describe('the same in plain JavaScript, for looking at', () => {
  const image = Array.from({ length: 9 * 8 * 2 }, (_, index) => (index * 37) % 256)
  it.each<Partial<AugmentationSpec>>([
    { flip: 'horizontal', shift: 3 },
    { rotation: 25, zoom: 0.2 },
    { flip: 'horizontal', shift: 1, rotation: 10, zoom: 0.1, cutout: 3, cutoutProbability: 0.5 },
    { cutout: 5 },
  ])('%j gives what the graph gives', async (settings) => {
    const [shape, count, seed, step] = [[9, 8, 2], 24, 5, 3]
    const expected = await changed(settings, shape, image, count, { seed, step })
    const numbers = await drawn(count, seed, step)
    for (const [at, uniform] of numbers.entries()) {
      const shown = augmentImage({ ...off, ...settings }, shape, image, uniform)
      // Single against double precision, of values up to 255.
      for (const [index, value] of shown.entries()) expect(value).toBeCloseTo(expected[at]?.[index] ?? -1, 1)
    }
  })
})
