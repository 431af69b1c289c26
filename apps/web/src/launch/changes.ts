import { counted } from '../format/figures.ts'
import { fieldOf } from './check-values.ts'
import { type EditedLayer, layerSpec } from './edited-layers.ts'
import { launchJson } from './launch-json.ts'
import type { LaunchField, LaunchValues } from './launch-values.ts'

/** One thing that would be otherwise than in the run that is launched again. */
export type Change = { readonly field: LaunchField; readonly before: string; readonly after: string }

/** What differs from the form as it was filled in from the earlier run, in the form's order. */
export function changesSince(then: LaunchValues, now: LaunchValues): readonly Change[] {
  const [before, after] = [entriesOf(then), entriesOf(now)]
  const paths = [...new Set([...before.keys(), ...after.keys()])]
  const differ = paths.filter((path) => before.get(path) !== after.get(path))
  return [
    ...modelChange(then, now),
    ...differ
      .filter((path) => !followsFromType(path, differ))
      .map((path) => ({
        field: fieldOf(path.split('.')),
        ...{ before: before.get(path) ?? 'none', after: after.get(path) ?? 'none' },
      })),
  ]
}

/** Keys of the layers that are new, or otherwise than in the run that is launched again. */
export function changedLayers(
  { layers: then }: LaunchValues,
  now: readonly EditedLayer[],
): ReadonlySet<number> {
  const before = new Map((then ?? []).map((layer) => [layer.key, JSON.stringify(layerSpec(layer))]))
  return new Set(
    now.filter((layer) => before.get(layer.key) !== JSON.stringify(layerSpec(layer))).map(({ key }) => key),
  )
}

function modelChange(then: LaunchValues, now: LaunchValues): Change[] {
  const [before, after] = [modelText(then), modelText(now)]
  if (before !== after) return [{ field: 'preset', before, after }]
  const [old, layers] = [then.layers ?? [], now.layers ?? []].map((some) =>
    JSON.stringify(some.map(layerSpec)),
  )
  if (now.preset !== '' || old === layers) return []
  const changed = changedLayers(then, now.layers ?? []).size
  return [{ field: 'preset', before, after: changed === 0 ? 'in another order' : `${changed} changed` }]
}

const modelText = ({ preset, layers }: LaunchValues): string =>
  preset === '' ? counted(layers?.length ?? 0, 'layer') : preset

/** Another optimizer or schedule has other settings: that is one change, not ten. */
const followsFromType = (path: string, differ: readonly string[]): boolean =>
  path.includes('.settings.') && differ.includes(`${path.split('.')[0]}.type`)

/** The settings by their path, the model aside. */
function entriesOf(values: LaunchValues): ReadonlyMap<string, string> {
  const { model: _, ...rest } = launchJson(values)
  return new Map(leaves(rest, ''))
}

function leaves(value: unknown, path: string): (readonly [string, string])[] {
  if (Array.isArray(value)) return [[path, value.join(', ')]]
  if (typeof value !== 'object' || value === null) return [[path, String(value)]]
  return Object.entries(value).flatMap(([name, entry]: [string, unknown]) =>
    leaves(entry, path === '' ? name : `${path}.${name}`),
  )
}
