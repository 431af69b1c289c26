import { readFile } from 'node:fs/promises'
import { buildSchema } from 'graphql'
import { expect, test } from 'vitest'
import { schema } from '../src/schema/index.ts'
import { schemaDocument } from '../src/schema-document.ts'

test('docs/api.md is what the schema says: run "npm run generate"', async () => {
  const committed = await readFile(new URL('../../../docs/api.md', import.meta.url), 'utf8')
  expect(committed).toBe(schemaDocument(schema))
})

test('every link leads to a heading', () => {
  const document = schemaDocument(schema)
  const headings = [...document.matchAll(/^### (.+)$/gm)].map(([, name]) => name?.toLowerCase())
  expect(new Set(headings).size).toBe(headings.length)
  const links = [...document.matchAll(/\]\(#([^)]+)\)/g)].map(([, name]) => name)
  expect(links.length).toBeGreaterThan(100)
  expect(links.filter((name) => !headings.includes(name))).toEqual([])
})

test('arguments, defaults, deprecations and values are told', () => {
  const small = buildSchema(`
    "What can be asked."
    type Query { "All of them." runs("How many." first: Int = 20, old: Int @deprecated(reason: "Use first.")): [Run!]! }
    "A run." type Run { "Its name." name: String @deprecated(reason: "Use title.") }
    "How it is." enum Status { "It goes | on." RUNNING }
    "What to make." input Input { "Its name." name: String! = "x" }`)
  const document = schemaDocument(small)
  for (const line of [
    'Returns [`[Run!]!`](#run). All of them.',
    '| `first` | [`Int`](#int) | 20 | How many. |',
    '| `old` | [`Int`](#int) |  | **Deprecated:** Use first. |',
    '| `name` | [`String`](#string) | **Deprecated:** Use title. Its name. |',
    '| `RUNNING` | It goes \\| on. |',
    '| `name` | [`String!`](#string) | "x" | Its name. |',
  ])
    expect(document).toContain(line)
})
