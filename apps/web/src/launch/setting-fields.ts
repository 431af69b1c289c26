import './zod-without-eval.ts'
import {
  augmentationJsonSchema,
  earlyStoppingJsonSchema,
  layerTypes,
  optimizerTypes,
  scheduleTypes,
} from '@atelier/ml-core/spec'
import { z } from 'zod'

/** A setting as it stands in a form: text as it was typed, a choice, or a switch. */
export type Setting = string | number | boolean

/** One setting of a layer, an optimizer, a schedule, an augmentation or early stopping, as its JSON schema tells. */
export type SettingField = {
  readonly name: string
  /** `sizes`: one number for both axes, or a pair such as `3, 5`. */
  readonly kind: 'number' | 'list' | 'sizes' | 'switch' | 'choice'
  /** What stands there as long as nobody has changed it. */
  readonly fallback: Setting
  readonly choices: readonly string[]
}

const property = z.object({
  // What may be one number or a pair has no type of its own.
  type: z.enum(['number', 'integer', 'boolean', 'string', 'array', 'sizes']).default('sizes'),
  default: z.union([z.string(), z.number(), z.boolean()]).optional(),
  enum: z.array(z.string()).default([]),
})
const schema = z.object({ properties: z.record(z.string(), property) })

const kinds = {
  ...({ number: 'number', integer: 'number', boolean: 'switch' } as const),
  ...({ string: 'choice', array: 'list', sizes: 'sizes' } as const),
}

const fieldsOf = (...schemas: readonly unknown[]): readonly SettingField[] =>
  schemas
    .flatMap((one) => Object.entries(schema.parse(one).properties))
    .map(([name, { type, default: fallback, enum: choices }]) => {
      const kind = kinds[type]
      const shown = typeof fallback === 'number' ? String(fallback) : fallback
      return { name, kind, choices, fallback: shown ?? (kind === 'switch' ? false : '') }
    })

const optimizers = new Map(
  [...optimizerTypes].map(([type, { jsonSchema }]) => {
    const { own, common } = jsonSchema()
    return [type, fieldsOf(own, common)]
  }),
)
const layers = new Map([...layerTypes].map(([type, { jsonSchema }]) => [type, fieldsOf(jsonSchema())]))
const schedules = new Map([...scheduleTypes].map(([type, { jsonSchema }]) => [type, fieldsOf(jsonSchema())]))

/** Its own settings, then those that all optimizers have; none of an unknown type. */
export const optimizerFields = (type: string): readonly SettingField[] => optimizers.get(type) ?? []
export const scheduleFields = (type: string): readonly SettingField[] => schedules.get(type) ?? []
export const layerFields = (type: string): readonly SettingField[] => layers.get(type) ?? []
export const augmentationFields = fieldsOf(augmentationJsonSchema())
/** Patience first: it is what switches early stopping on. */
export const earlyStoppingFields = fieldsOf(earlyStoppingJsonSchema()).toSorted(
  (a, b) => Number(b.name === 'patience') - Number(a.name === 'patience'),
)
