import fc from 'fast-check'
import {
  type GraphQLArgument,
  type GraphQLInputType,
  type GraphQLNamedType,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isEnumType,
  isInputObjectType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  isRequiredInputField,
} from 'graphql'
import { cursor, float, id, integer, json, moment, text } from './values.ts'

export type Operation = { readonly query: string; readonly variables: Readonly<Record<string, unknown>> }

type Argument = { readonly of: GraphQLArgument; readonly value: unknown; readonly asVariable: boolean }
type Field = {
  readonly name: string
  readonly alias: boolean
  readonly args: readonly Argument[]
  /** What is asked of each type that it may be. */
  readonly asked: readonly Selection[]
}
type Selection = { readonly on: string; readonly fields: readonly Field[] }

const DEPTH = 7

const scalars: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  ...{
    ID: id,
    Int: integer,
    Float: float,
    Boolean: fc.boolean(),
    JSON: json,
    Cursor: cursor,
    DateTime: moment,
  },
  String: fc.oneof({ weight: 3, arbitrary: text }, { weight: 1, arbitrary: cursor }),
}

/** Operations that fit the schema in their form, with values that mostly fit their types and seldom make sense. */
export function operations(schema: GraphQLSchema): fc.Arbitrary<Operation> {
  const roots = [
    { weight: 4, keyword: 'query', type: schema.getQueryType() },
    { weight: 4, keyword: 'mutation', type: schema.getMutationType() },
    { weight: 1, keyword: 'subscription', type: schema.getSubscriptionType() },
  ] as const
  const selections = new Map<string, fc.Arbitrary<Selection>>()
  return fc.oneof(
    ...roots.map(({ weight, keyword, type }) => {
      if (!type) throw new Error(`the schema has no ${keyword}`)
      return { weight, arbitrary: selection(type, DEPTH).map((root) => printed(keyword, root)) }
    }),
  )

  function selection(type: GraphQLNamedType, depth: number): fc.Arbitrary<Selection> {
    const key = `${type.name} ${depth}`
    const known = selections.get(key)
    if (known) return known
    const fields = isObjectType(type) ? Object.values(type.getFields()) : []
    const possible = fields.filter((each) => depth > 0 || isLeafType(getNamedType(each.type)))
    const typename = fc.constant<Field>({ name: '__typename', alias: false, args: [], asked: [] })
    const made = fc.record({
      on: fc.constant(type.name),
      fields: fc.array(
        fc.oneof(
          { weight: 1, arbitrary: typename },
          ...possible.map((each) => ({ weight: 3, arbitrary: field(each, depth) })),
        ),
        { minLength: 1, maxLength: depth > 4 ? 3 : 2 },
      ),
    })
    selections.set(key, made)
    return made
  }

  function field(
    {
      name,
      type,
      args,
    }: { readonly name: string; readonly type: GraphQLOutputType; readonly args: readonly GraphQLArgument[] },
    depth: number,
  ): fc.Arbitrary<Field> {
    return fc.record({
      ...{ name: fc.constant(name), alias: fc.boolean() },
      args: fc.tuple(...args.map(argument)).map((given) => given.flatMap((each) => (each ? [each] : []))),
      asked: fc
        .constant(null)
        .chain(() => fc.tuple(...typesOf(type).map((each) => selection(each, depth - 1)))),
    })
  }

  function typesOf(type: GraphQLOutputType): readonly GraphQLNamedType[] {
    const named = getNamedType(type)
    if (isAbstractType(named)) return schema.getPossibleTypes(named)
    return isObjectType(named) ? [named] : []
  }
}

function argument(of: GraphQLArgument): fc.Arbitrary<Argument | undefined> {
  const given = fc.record({
    ...{ of: fc.constant(of), asVariable: fc.boolean() },
    value: fc.oneof({ weight: 30, arbitrary: inputOf(of.type, 4) }, { weight: 1, arbitrary: json }),
  })
  const left = isNonNullType(of.type) ? 20 : 2
  return fc.oneof({ weight: left, arbitrary: given }, { weight: 1, arbitrary: fc.constant(undefined) })
}

/** Values of an input type, hostile but of its form. */
export function inputOf(type: GraphQLInputType, depth: number): fc.Arbitrary<unknown> {
  if (isNonNullType(type)) return inputOf(type.ofType, depth)
  if (isListType(type)) return fc.array(inputOf(type.ofType, depth - 1), { maxLength: depth > 2 ? 4 : 1 })
  if (isEnumType(type)) return fc.constantFrom(...type.getValues().map(({ name }) => new Name(name)))
  if (!isInputObjectType(type)) return scalars[type.name] ?? json
  const fields = Object.values(type.getFields())
  const required = fields.filter(isRequiredInputField).map(({ name }) => name)
  if (depth <= 0 && required.length === 0) return fc.constant({})
  return fc.record(Object.fromEntries(fields.map(({ name, type: of }) => [name, inputOf(of, depth - 1)])), {
    requiredKeys: required,
  })
}

/** The name of an enum's value: a string among variables, bare in a document. */
class Name {
  readonly name: string
  constructor(name: string) {
    this.name = name
  }
  toJSON(): string {
    return this.name
  }
}

function printed(keyword: string, root: Selection): Operation {
  const variables: Record<string, unknown> = {}
  const declared: string[] = []
  let count = 0
  const body = printSelection(root)
  return { query: `${keyword}${declared.length > 0 ? ` (${declared.join(', ')})` : ''} ${body}`, variables }

  function printSelection({ fields }: Selection): string {
    return `{ ${fields.map(printField).join(' ')} }`
  }

  function printField({ name, alias, args, asked }: Field): string {
    const given = args.map(({ of, value, asVariable }) => {
      if (!asVariable) return `${of.name}: ${literal(value)}`
      const variable = `v${++count}`
      declared.push(`$${variable}: ${String(of.type)}`)
      variables[variable] = value
      return `${of.name}: $${variable}`
    })
    const arguments_ = given.length > 0 ? `(${given.join(', ')})` : ''
    // Two of one name with other arguments do not fit together: each has a name of its own.
    return `${alias || given.length > 0 ? `a${++count}: ` : ''}${name}${arguments_}${printAsked(asked)}`
  }

  function printAsked(asked: readonly Selection[]): string {
    const [only] = asked
    if (!only) return ''
    if (asked.length === 1) return ` ${printSelection(only)}`
    return ` { ${asked.map((each) => `... on ${each.on} ${printSelection(each)}`).join(' ')} }`
  }
}

/** A value as it stands in a document. */
function literal(value: unknown): string {
  if (value instanceof Name) return value.name
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`
  if (typeof value === 'number' && !Number.isFinite(value)) return '1e999'
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  // What no document can name can only be sent as a variable.
  const entries = Object.entries(value).filter(([key]) => /^[_A-Za-z]\w*$/.test(key))
  return `{${entries.map(([key, each]) => `${key}: ${literal(each)}`).join(', ')}}`
}
