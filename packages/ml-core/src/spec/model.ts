import { z } from 'zod'
import { layerTypes } from '../layers/index.ts'
import type { Layer, WeightSpec } from '../layers/layer.ts'
import { findPreset, type ModelPreset, modelPresets } from './presets.ts'
import { formatShape, type Shape, sizeOf } from './shape.ts'
import { LayerShapeError, type Parsed, type SpecIssue } from './spec-error.ts'
import { countParameters, countWeights } from './summary.ts'

/** What a person asks for: a preset by name, or layers in Keras's vocabulary. One of the two. */
export type ModelInput = { readonly preset?: string | null; readonly layers?: readonly unknown[] | null }

export type ResolvedLayer = Layer & {
  readonly index: number
  readonly inputShape: Shape
  readonly output: Shape
  readonly weightSpecs: readonly WeightSpec[]
}

/** A model whose every layer is known to fit the one before. */
export type Model = {
  readonly preset: string | null
  /** What the first layer sees: the image's shape, or its size where the first layer takes vectors. */
  readonly inputShape: Shape
  readonly layers: readonly ResolvedLayer[]
}

const MOST_LAYERS = 200
/** With Adam's two slots four bytes become twelve: some 3 GiB. One careless number must not fill a machine. */
const MOST_PARAMETERS = 2 ** 28
/** Entries of one layer's output for one example; a batch and its gradients hold hundreds of times as much. */
const LARGEST_OUTPUT = 2 ** 24

const rawLayer = z.looseObject({
  type: z.string(),
  name: z
    .string()
    .regex(/^[A-Za-z][\w-]{0,63}$/)
    .optional(),
})

/**
 * Checks a model against the shape of one example and works out every layer's shapes and weights.
 * Issues carry the path into the input (`["layers", "3", "units"]`); shapes are followed up to the first error.
 */
export function parseModel(input: ModelInput, imageShape: Shape): Parsed<Model> {
  const resolved = layersOf(input)
  if (!resolved.ok) return resolved
  const { preset, layers: raw } = resolved.value
  const issues: SpecIssue[] = []
  const layers: Layer[] = []
  const nameOf = layerNames()
  raw.forEach((entry, index) => {
    const layer = parseLayer(entry, index, nameOf)
    if (layer.ok) layers.push(layer.value)
    else issues.push(...layer.issues)
  })
  if (issues.length > 0) return { ok: false, issues }
  const inputShape = layers[0]?.takesVectors ? [sizeOf(imageShape)] : imageShape
  return connect(preset, inputShape, layers)
}

function layersOf(input: ModelInput): Parsed<{ preset: string | null; layers: readonly unknown[] }> {
  const fail = (path: string[], message: string, code: SpecIssue['code']): Parsed<never> => ({
    ok: false,
    issues: [{ path, message, code }],
  })
  const preset = input.preset ?? null
  const layers = input.layers ?? null
  if ((preset === null) === (layers === null))
    return fail([], 'give either a preset or layers, one of the two', 'INVALID_VALUE')
  if (preset !== null) {
    const found = findPreset(preset)
    if (found) return { ok: true, value: { preset, layers: found.layers } }
    const known = modelPresets.map((candidate) => candidate.name).join(', ')
    return fail(['preset'], `there is no preset "${preset.slice(0, 64)}"; there are: ${known}`, 'NOT_FOUND')
  }
  if (!layers || layers.length === 0) return fail(['layers'], 'must have at least one layer', 'INVALID_VALUE')
  if (layers.length > MOST_LAYERS)
    return fail(['layers'], `must have at most ${MOST_LAYERS} layers, has ${layers.length}`, 'INVALID_VALUE')
  return { ok: true, value: { preset, layers } }
}

function parseLayer(
  entry: unknown,
  index: number,
  nameOf: (type: string, given?: string) => Parsed<string>,
): Parsed<Layer> {
  const at = ['layers', String(index)]
  const header = rawLayer.safeParse(entry)
  if (!header.success) {
    const onName = header.error.issues.some((issue) => issue.path[0] === 'name')
    const message = onName
      ? 'must start with a letter and hold at most 64 letters, digits, - or _'
      : 'must be an object with a layer type, such as {"type": "Dense", "units": 10}'
    return { ok: false, issues: [{ path: onName ? [...at, 'name'] : at, message, code: 'INVALID_VALUE' }] }
  }
  const { type, name: given, ...settings } = header.data
  const layerType = layerTypes.get(type)
  if (!layerType) {
    const known = [...layerTypes.keys()].join(', ')
    const message = `there is no layer type "${type.slice(0, 64)}"; there are: ${known}`
    return { ok: false, issues: [{ path: [...at, 'type'], message, code: 'UNKNOWN_TYPE' }] }
  }
  const name = nameOf(type, given)
  if (!name.ok)
    return { ok: false, issues: name.issues.map((issue) => ({ ...issue, path: [...at, 'name'] })) }
  const parsed = layerType.parse(settings, name.value)
  if (parsed.ok) return parsed
  return {
    ok: false,
    issues: parsed.issues.map((issue) => ({
      ...issue,
      path: [...at, ...issue.path],
      message: `layer ${index} (${type}): ${issue.code === 'UNKNOWN_FIELD' ? '' : `${issue.path.join('.')} `}${issue.message}`,
    })),
  }
}

/** Keras's names: dense, dense_1, conv2d, batch_normalization, leaky_re_lu, ... counted by type. */
function layerNames(): (type: string, given?: string) => Parsed<string> {
  const taken = new Set<string>()
  return (type, given) => {
    if (given !== undefined && taken.has(given))
      return {
        ok: false,
        issues: [{ path: [], message: `two layers are named "${given}"`, code: 'INVALID_VALUE' }],
      }
    const words = type.replace(/(.)([A-Z][a-z]+)/g, '$1_$2').replace(/([a-z])([A-Z])/g, '$1_$2')
    const base = words.toLowerCase()
    let name = given ?? base
    for (let count = 1; given === undefined && taken.has(name); count++) name = `${base}_${count}`
    taken.add(name)
    return { ok: true, value: name }
  }
}

const count = (value: number): string => value.toLocaleString('en-US')

function connect(preset: string | null, inputShape: Shape, layers: readonly Layer[]): Parsed<Model> {
  const resolved: ResolvedLayer[] = []
  let shape = inputShape
  let parameters = 0
  for (const [index, layer] of layers.entries()) {
    try {
      const output = layer.outputShape(shape)
      const weightSpecs = layer.weights(shape)
      if (sizeOf(output) > LARGEST_OUTPUT)
        throw new LayerShapeError(
          `an output of ${formatShape(output)} is too large: at most ${count(LARGEST_OUTPUT)} entries; use fewer filters or units, or a pooling before it`,
        )
      parameters += countWeights(weightSpecs).total
      if (parameters > MOST_PARAMETERS)
        throw new LayerShapeError(
          `the model has ${count(parameters)} parameters up to here: at most ${count(MOST_PARAMETERS)} fit; use fewer units or filters, or a pooling before it`,
        )
      resolved.push({ ...layer, index, inputShape: shape, output, weightSpecs })
      shape = output
    } catch (error) {
      if (!(error instanceof LayerShapeError)) throw error
      const path = ['layers', String(index), ...(error.field ? [error.field] : [])]
      const message = `layer ${index} (${layer.type}): ${error.message}`
      return { ok: false, issues: [{ path, message, code: 'SHAPE_MISMATCH' }] }
    }
  }
  return { ok: true, value: { preset, inputShape, layers: resolved } }
}

/**
 * Adds the checks that the last layer gives one softmax probability per class, which a classifier is trained with, and
 * that there is a weight to train.
 */
export function parseClassifier(input: ModelInput, imageShape: Shape, classes: number): Parsed<Model> {
  const model = parseModel(input, imageShape)
  if (!model.ok) return model
  const last = model.value.layers.at(-1)
  if (
    last &&
    last.settings.activation === 'softmax' &&
    last.output.length === 1 &&
    last.output[0] === classes
  ) {
    if (countParameters(model.value).trainable > 0) return model
    const message = 'hold no weight that could be trained; add a layer with weights, such as Dense'
    return { ok: false, issues: [{ path: ['layers'], message, code: 'INVALID_VALUE' }] }
  }
  const message = last
    ? `layer ${last.index} (${last.type}): the last layer must give ${classes} softmax probabilities, one a class, but gives ${formatShape(last.output)}${last.settings.activation === 'softmax' ? '' : ' without softmax'}; end with {"type": "Dense", "units": ${classes}, "activation": "softmax"}`
    : 'must have at least one layer'
  return {
    ok: false,
    issues: [{ path: ['layers', String(last?.index ?? 0)], message, code: 'SHAPE_MISMATCH' }],
  }
}

export type { ModelPreset }
export { findPreset, modelPresets }
