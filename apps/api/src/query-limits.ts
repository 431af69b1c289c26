import { createComplexityRule } from '@pothos/plugin-complexity'
import {
  type DocumentNode,
  GraphQLError,
  type GraphQLSchema,
  parse,
  specifiedRules,
  type ValidationRule,
  validate,
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

/** What is wrong with an operation that is known to fit the schema: only its size can be. */
export const limitErrors = (
  schema: GraphQLSchema,
  operation: Operation,
  context: Context,
): readonly GraphQLError[] => {
  const rules = [limitRule(operation, context), ...(context.viewer ? [] : [hiddenSchemaRule])]
  return validate(schema, operation.document, rules)
}

/** What can be asked is shown to those who are let in only. */
const hiddenSchemaRule: ValidationRule = (asked) => ({
  Field(node) {
    if (node.name.value !== '__schema' && node.name.value !== '__type') return
    const message = 'Sign in first: the schema is shown only to people whom this server knows.'
    asked.reportError(new GraphQLError(message, { nodes: [node], extensions: { code: 'UNAUTHENTICATED' } }))
  },
})

/** Everything that can be wrong with an operation before it runs. */
export function validationErrors(
  schema: GraphQLSchema,
  operation: Operation,
  context: Context,
): readonly GraphQLError[] {
  const errors = validate(schema, operation.document, specifiedRules)
  return errors.length > 0 ? errors : limitErrors(schema, operation, context)
}
