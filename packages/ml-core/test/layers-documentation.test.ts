import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { z } from 'zod'
import { layerTypes } from '../src/spec/index.ts'
import { ACTIVATIONS, INITIALIZERS } from '../src/spec/settings.ts'

const text = readFileSync(path.join(import.meta.dirname, '../docs/layers.md'), 'utf8')
const sections = new Map(
  text.split(/^## /m).map((section) => {
    const [heading = '', ...lines] = section.split('\n')
    return [heading, lines] as const
  }),
)
const schema = z.object({
  properties: z.record(z.string(), z.object({ default: z.unknown().optional() })),
  required: z.array(z.string()).default([]),
})

/** First and second cell of each row under a heading. */
const rows = (heading: string): ReadonlyMap<string, string> =>
  new Map(
    (sections.get(heading) ?? []).flatMap((line) => {
      const [, name, value] = line.split('|').map((cell) => cell.trim())
      return name?.startsWith('`') && value !== undefined ? [[name.replaceAll('`', ''), value] as const] : []
    }),
  )

it('the page has one section a layer, in the order of the alphabet, and no other', () => {
  expect([...sections.keys()].slice(2)).toEqual([...layerTypes.keys()].sort())
})

it.each([...layerTypes])('%s: every setting with its default', (name, type) => {
  const { properties, required } = schema.parse(type.jsonSchema())
  const documented = rows(name)
  expect([...documented.keys()]).toEqual(Object.keys(properties))
  // what a setting becomes where it is left out; a window's and a padding's default stand in no schema
  const parsed = type.parse(
    Object.fromEntries(required.map((setting) => [setting, example(setting)])),
    'layer',
  )
  if (!parsed.ok) throw new Error(parsed.issues[0]?.message)
  for (const setting of Object.keys(properties)) {
    const shown = documented.get(setting)
    if (required.includes(setting)) expect(shown).toBe('required')
    else if (shown === 'the pool size')
      expect(parsed.value.settings.strides).toEqual(parsed.value.settings.poolSize)
    else expect(shown?.replaceAll(/[` ]/g, '')).toBe(code(parsed.value.settings[setting]))
  }
})

const example = (setting: string): unknown =>
  setting === 'activation' ? 'relu' : setting === 'rate' ? 0.5 : 2

const code = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value))

it('every activation and initializer is explained', () => {
  const shared = rows('Settings that several layers share')
  expect([...shared.keys()]).toEqual(expect.arrayContaining([...ACTIVATIONS, ...INITIALIZERS]))
})
