import fc from 'fast-check'
import { type LayerSpec, layerTypes, parseModel, type Shape } from '../src/spec/index.ts'
import { ACTIVATIONS, INITIALIZERS } from '../src/spec/settings.ts'

type Settings = fc.Arbitrary<Readonly<Record<string, unknown>>>

const window = fc.oneof(fc.integer({ min: 1, max: 4 }), fc.tuple(size(4), size(4)))
const strides = fc.oneof(fc.integer({ min: 1, max: 3 }), fc.tuple(size(3), size(3)))
const padding = fc.constantFrom('valid', 'same')
const activation = fc.constantFrom(...ACTIVATIONS)
const initializer = fc.constantFrom(...INITIALIZERS)
const rate = fc.double({ min: 0, max: 0.5, noNaN: true })
const sides = fc.nat({ max: 2 })

/** Some settings of a record left out, so that defaults are drawn too. */
const optional = (of: Record<string, fc.Arbitrary<unknown>>, required: string[] = []): Settings =>
  fc.record(of, { requiredKeys: required })

function size(max: number): fc.Arbitrary<number> {
  return fc.integer({ min: 1, max })
}

const convolution = { padding, activation, useBias: fc.boolean() }
const pooling = { poolSize: window, strides, padding }

/** Settings of each layer type that are right in themselves; whether they fit the layer before is another matter. */
const settings: Readonly<Record<string, Settings>> = {
  Activation: fc.record({ activation }),
  AveragePooling2D: optional(pooling, ['poolSize']),
  BatchNormalization: optional({
    axis: fc.constantFrom(-2, -1, 1, 2, 3),
    momentum: fc.constantFrom(0, 0.5, 0.9, 1),
    epsilon: fc.constantFrom(1e-5, 0.1),
    center: fc.boolean(),
    scale: fc.boolean(),
  }),
  Conv2D: optional(
    { filters: size(5), kernelSize: window, strides, kernelInitializer: initializer, ...convolution },
    ['filters', 'kernelSize'],
  ),
  Dense: optional({ units: size(12), activation, useBias: fc.boolean(), kernelInitializer: initializer }, [
    'units',
  ]),
  DepthwiseConv2D: optional(
    {
      kernelSize: window,
      strides: size(3),
      depthMultiplier: size(3),
      depthwiseInitializer: initializer,
      ...convolution,
    },
    ['kernelSize'],
  ),
  Dropout: fc.record({ rate }),
  Flatten: fc.constant({}),
  GlobalAveragePooling2D: optional({ keepdims: fc.boolean() }),
  GlobalMaxPooling2D: optional({ keepdims: fc.boolean() }),
  LeakyReLU: optional({ negativeSlope: fc.double({ min: 0, max: 1.5, noNaN: true }) }),
  MaxPooling2D: optional(pooling),
  Rescaling: optional({ scale: fc.constantFrom(-1, 0.5, 2), offset: fc.constantFrom(-0.5, 0.1) }, ['scale']),
  SeparableConv2D: optional(
    {
      filters: size(5),
      kernelSize: window,
      strides: size(3),
      depthMultiplier: size(3),
      depthwiseInitializer: initializer,
      pointwiseInitializer: initializer,
      ...convolution,
    },
    ['filters', 'kernelSize'],
  ),
  SpatialDropout2D: fc.record({ rate }),
  ZeroPadding2D: optional({
    padding: fc.oneof(
      sides,
      fc.tuple(sides, sides),
      fc.tuple(fc.tuple(sides, sides), fc.tuple(sides, sides)),
    ),
  }),
}

/** @throws Error when a layer type has no settings to draw from: a new layer needs them here */
function layer(): fc.Arbitrary<LayerSpec> {
  const every = [...layerTypes.keys()].map((type) => {
    const own = settings[type]
    if (!own) throw new Error(`there are no settings to draw a ${type} from`)
    return own.map((drawn): LayerSpec => ({ type, ...drawn }))
  })
  return fc.oneof(...every)
}

/** Layers of any type in any order. */
export const anyStack = fc.array(layer(), { minLength: 1, maxLength: 7 })

/** The layers of a stack that fit what comes before them; there is always one. */
export function fitting(stack: readonly LayerSpec[], input: Shape): readonly LayerSpec[] {
  const kept: LayerSpec[] = []
  for (const next of stack) if (parseModel({ layers: [...kept, next] }, input).ok) kept.push(next)
  return kept.length > 0 ? kept : [{ type: 'Flatten' }]
}

/** Layers in front of a classifier of so many classes. */
export function classifier(
  layers: readonly LayerSpec[],
  input: Shape,
  classes: number,
): readonly LayerSpec[] {
  const last: LayerSpec = { type: 'Dense', units: classes, activation: 'softmax' }
  return parseModel({ layers: [...layers, last] }, input).ok
    ? [...layers, last]
    : [...layers, { type: 'Flatten' }, last]
}

export const smallImage: fc.Arbitrary<Shape> = fc.tuple(size(9), size(9), size(3))
