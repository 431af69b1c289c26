import { type LayerSpec, modelPresets } from '@atelier/ml-core/spec'
import { layerFields } from './setting-fields.ts'
import { type Settings, settingsOf, typedSettings } from './settings.ts'

/** A layer as it stands in the editor: its settings as they were typed. */
export type EditedLayer = {
  /** Tells it from the others wherever it is moved to. */
  readonly key: number
  readonly type: string
  /** Its name, empty where it is named after its type. */
  readonly name: string
  readonly settings: Settings
}

type Layers = readonly EditedLayer[]

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/**
 * Whether a run made the name of the type, as `batch_normalization_1`. It is left out: as a name of one's own it would
 * be an error as soon as a new layer of the type stands before.
 */
const isMade = (name: string, type: string): boolean =>
  name.replace(/_\d+$/, '').replaceAll('_', '') === type.toLowerCase()

/** Layers of a spec, of a run or of a preset as they would stand in the editor. */
export const editedLayers = (layers: readonly unknown[]): Layers =>
  layers.map((layer, index) => {
    const { type, name, ...settings } = isRecord(layer) ? layer : {}
    return {
      key: index + 1,
      type: String(type),
      name: typeof name === 'string' && !isMade(name, String(type)) ? name : '',
      settings: typedSettings(settings),
    }
  })

/** The layers of a preset, to be changed; none of an unknown one. */
export const layersOfPreset = (preset: string): Layers =>
  editedLayers(modelPresets.find(({ name }) => name === preset)?.layers ?? [])

/** The layer in the terms of the spec, without what stands at its default. */
export function layerSpec({ type, name, settings }: EditedLayer): LayerSpec {
  const set = layerFields(type).filter(
    ({ name: setting, fallback }) => (settings[setting] ?? fallback) !== fallback,
  )
  return { type, ...(name.trim() === '' ? {} : { name: name.trim() }), ...settingsOf(set, settings) }
}

/** What a new layer starts with, where its type leaves settings open. */
const starts: { readonly [type: string]: Settings | undefined } = {
  Activation: { activation: 'relu' },
  AveragePooling2D: { poolSize: '2' },
  Conv2D: { filters: '32', kernelSize: '3', activation: 'relu' },
  Dense: { units: '128', activation: 'relu' },
  DepthwiseConv2D: { kernelSize: '3' },
  Dropout: { rate: '0.3' },
  Rescaling: { scale: '1' },
  SeparableConv2D: { filters: '32', kernelSize: '3', activation: 'relu' },
  SpatialDropout2D: { rate: '0.3' },
}

const nextKey = (layers: Layers): number => 1 + Math.max(0, ...layers.map(({ key }) => key))

/** With a new layer at a place. */
export const withLayer = (layers: Layers, at: number, type: string, settings = starts[type] ?? {}): Layers =>
  layers.toSpliced(at, 0, { key: nextKey(layers), type, name: '', settings })

/** With a copy below the layer; the copy takes no name of its own, since two of one name are an error. */
export function withCopy(layers: Layers, at: number): Layers {
  const layer = layers[at]
  return layer ? withLayer(layers, at + 1, layer.type, layer.settings) : layers
}

export const withoutLayer = (layers: Layers, at: number): Layers => layers.toSpliced(at, 1)

/** With a layer elsewhere; as they were where there is no such place. */
export function withMoved(layers: Layers, from: number, to: number): Layers {
  const layer = layers[from]
  if (!layer || to < 0 || to >= layers.length) return layers
  return layers.toSpliced(from, 1).toSpliced(to, 0, layer)
}
