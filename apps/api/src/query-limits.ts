import { createComplexityRule } from '@pothos/plugin-complexity'
import {
  type DocumentNode,
  type FloatValueNode,
  GraphQLError,
  type GraphQLSchema,
  type IntValueNode,
  parse,
  specifiedRules,
  TypeInfo,
  type ValidationRule,
  validate,
  visit,
  visitWithTypeInfo,
} from 'graphql'
import type { Context } from './context.ts'
import { limits } from './limits.ts'

export type Operation = {
  readonly document: DocumentNode
  readonly operationName?: string | null | undefined
  readonly variables?: Readonly<Record<string, unknown>> | null | undefined
}

/** Parses a document of bounded length. @throws GraphQLError for a syntax error or too many tokens */
export const parseQuery = (query: string): DocumentNode => parse(query, { maxTokens: limits.queryTokens })

/** Refuses operations that are nested too deeply or may answer with too much, before any of it runs. */
function limitRule(operation: Operation, context: Context): ValidationRule {
  return createComplexityRule({
    context,
    variableValues: { ...operation.variables },
    operationName: operation.operationName ?? null,
    validate: ({ depth, complexity }, report) => {
      if (depth > limits.queryDepth) report(tooMuch('QUERY_TOO_DEEP', 'levels', depth, limits.queryDepth))
      else if (complexity > limits.queryComplexity)
        report(tooMuch('QUERY_TOO_COMPLEX', 'fields', complexity, limits.queryComplexity))
    },
  })
}

const tooMuch = (code: string, unit: string, actual: number, most: number): GraphQLError =>
  new GraphQLError(
    `This operation asks for ${actual} ${unit}, at most ${most} are allowed: ask for fewer items or in several operations.`,
    { extensions: { code } },
  )

/**
 * The operations of documents that are known to be small enough whatever their variables are, by their names. Transports
 * that keep their documents need not count again, nor read all variables a second time only to count.
 */
const alwaysSmall = new WeakMap<DocumentNode, Set<string>>()

/**
 * What is wrong with an operation that is known to fit the schema: only its size can be. Variables that do not fit their
 * types may be told here or where it is executed.
 */
export function limitErrors(
  schema: GraphQLSchema,
  operation: Operation,
  context: Context,
): readonly GraphQLError[] {
  const { document, operationName } = operation
  const rules = () => [aliasesRule, limitRule(operation, context)]
  if (!context.viewer) return validate(schema, document, [...rules(), hiddenSchemaRule])
  const small = alwaysSmall.get(document)
  if (small?.has(operationName ?? '')) return []
  const errors = validate(schema, document, rules())
  if (errors.length > 0 || isCountedByArguments(schema, document)) return errors
  if (small) small.add(operationName ?? '')
  else alwaysSmall.set(document, new Set([operationName ?? '']))
  return errors
}

/** Whether how much a document asks for hangs on the arguments of a field, and so on its variables. */
function isCountedByArguments(schema: GraphQLSchema, document: DocumentNode): boolean {
  const types = new TypeInfo(schema)
  let counted = false
  const look = () => {
    counted ||= typeof types.getFieldDef()?.extensions.complexity === 'function'
  }
  visit(document, visitWithTypeInfo(types, { Field: look }))
  return counted
}

/** What can be asked is shown to those who are let in only. */
const hiddenSchemaRule: ValidationRule = (asked) => ({
  Field(node) {
    if (node.name.value !== '__schema' && node.name.value !== '__type') return
    const message = 'Sign in first: the schema is shown only to people whom this server knows.'
    asked.reportError(new GraphQLError(message, { nodes: [node], extensions: { code: 'UNAUTHENTICATED' } }))
  },
})

/** GraphQL's numbers have no largest one, ours do: what is written larger would be read as infinite. */
export const finiteNumbersRule: ValidationRule = (asked) => {
  const check = (node: FloatValueNode | IntValueNode) => {
    if (Number.isFinite(Number(node.value))) return
    const message = `${node.value.slice(0, 20)} is larger than any number that can be kept.`
    asked.reportError(new GraphQLError(message, { nodes: [node] }))
  }
  return { FloatValue: check, IntValue: check }
}

/** What a thousand names for one field cost is more than their sum: the answer is held until the last of them is there. */
const aliasesRule: ValidationRule = (asked) => ({
  SelectionSet({ selections }) {
    const counts = new Map<string, number>()
    for (const selection of selections) {
      if (selection.kind !== 'Field') continue
      const { value } = selection.name
      const count = (counts.get(value) ?? 0) + 1
      counts.set(value, count)
      if (count !== limits.queryAliases + 1) continue
      const message = `This operation asks for ${value} more than ${limits.queryAliases} times in one place: ask in several operations.`
      asked.reportError(
        new GraphQLError(message, { nodes: [selection], extensions: { code: 'QUERY_TOO_COMPLEX' } }),
      )
    }
  },
})

/** Why a document does not fit the schema, whatever its variables are. */
export const schemaErrors = (schema: GraphQLSchema, document: DocumentNode): readonly GraphQLError[] =>
  validate(schema, document, [...specifiedRules, finiteNumbersRule])
