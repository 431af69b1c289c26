import { isSetting, type SettingValue } from '../format/setting-value.ts'
import type { ComparedRun } from './run-figures.ts'

export type SettingRow = {
  readonly name: string
  /** One of each run, in their order; undefined where it has no such setting. */
  readonly values: readonly (SettingValue | undefined)[]
  readonly differs: boolean
}

/** The settings of a run under flat names; what is no scalar is left out. */
export function settingsOf({
  parameters,
}: Pick<ComparedRun, 'parameters'>): ReadonlyMap<string, SettingValue> {
  if (typeof parameters !== 'object' || parameters === null) return new Map()
  return new Map(
    Object.entries(parameters).flatMap(([name, value]): [string, SettingValue][] =>
      isSetting(value) ? [[name, value]] : [],
    ),
  )
}

/** Every setting that any of the runs has, by name; a run without it differs from one that has it. */
export function settingRows(runs: readonly Pick<ComparedRun, 'parameters'>[]): SettingRow[] {
  const settings = runs.map(settingsOf)
  const names = [...new Set(settings.flatMap((of) => [...of.keys()]))].sort((a, b) =>
    a.localeCompare(b, 'en'),
  )
  return names.map((name) => {
    const values = settings.map((of) => of.get(name))
    return { name, values, differs: new Set(values).size > 1 }
  })
}
