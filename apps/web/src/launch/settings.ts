import { isOn, needs } from '../format/settings-text.ts'
import type { Setting, SettingField } from './setting-fields.ts'

/** Settings by name as they stand in the form. What is missing stands at the default of its type. */
export type Settings = { readonly [name: string]: Setting }

/** What stands in a field. */
export const settingIn = (typed: Settings, { name, fallback }: SettingField): Setting =>
  typed[name] ?? fallback

/** The fields that matter: one that another needs to be on is left out while that is off. */
export function fieldsInPlay(fields: readonly SettingField[], typed: Settings): readonly SettingField[] {
  const stands = (name: string): unknown => {
    const field = fields.find((candidate) => candidate.name === name)
    return field && specValue(field, settingIn(typed, field))
  }
  return fields.filter(({ name }) => {
    const needed = needs[name]
    return needed === undefined || isOn(needed, stands(needed))
  })
}

/** The settings as the spec takes them; an empty field is left to its default. */
export const settingsOf = (fields: readonly SettingField[], typed: Settings): Record<string, unknown> =>
  Object.fromEntries(
    fieldsInPlay(fields, typed).flatMap((field) => {
      const value = specValue(field, settingIn(typed, field))
      return value === undefined ? [] : [[field.name, value]]
    }),
  )

function specValue({ kind }: SettingField, typed: Setting): unknown {
  if (typeof typed !== 'string' || kind === 'choice' || kind === 'switch') return typed
  if (kind === 'sizes') return sizesIn(typed)
  if (kind === 'list') return typed.split(/[\s,;]+/).flatMap((word) => (word === '' ? [] : [Number(word)]))
  return typed.trim() === '' ? undefined : Number(typed)
}

/** `3` is one number, `3, 5` a pair; `[[1, 0], [1, 0]]` is taken as it is written. */
function sizesIn(typed: string): unknown {
  const words = typed.split(/[\s,;x×]+/).filter((word) => word !== '')
  if (words.length === 0) return undefined
  if (!typed.includes('[')) return words.length === 1 ? Number(words[0]) : words.map(Number)
  try {
    return JSON.parse(typed)
  } catch {
    return Number.NaN
  }
}

/** Settings of a spec or of a run as they would stand in the form. */
export function typedSettings(settings: unknown): Settings {
  if (typeof settings !== 'object' || settings === null) return {}
  return Object.fromEntries(
    Object.entries(settings).flatMap(([name, value]: [string, unknown]) => {
      if (Array.isArray(value))
        return [[name, value.some(Array.isArray) ? JSON.stringify(value) : value.join(', ')]]
      if (typeof value === 'number') return [[name, String(value)]]
      return typeof value === 'string' || typeof value === 'boolean' ? [[name, value]] : []
    }),
  )
}
