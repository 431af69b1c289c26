import { type ExecutionArgs, GraphQLError, type GraphQLSchema } from 'graphql'
import type { Context } from '../context.ts'
import { parseQuery, validationErrors } from '../query-limits.ts'

export type AskedOperation = {
  readonly query: string
  readonly operationName?: string | null | undefined
  readonly variables?: Readonly<Record<string, unknown>> | null | undefined
}

/** What an operation needs to run, or what is wrong with it: the same checks for every transport that streams. */
export function prepareOperation(
  schema: GraphQLSchema,
  { query, operationName, variables }: AskedOperation,
  context: Context,
): (ExecutionArgs & { readonly contextValue: Context }) | readonly GraphQLError[] {
  try {
    const document = parseQuery(query)
    const errors = validationErrors(schema, { document, operationName, variables }, context)
    if (errors.length > 0) return errors
    return {
      ...{ schema, document, contextValue: context },
      ...{ operationName: operationName ?? null, variableValues: variables ?? null },
    }
  } catch (error) {
    return [
      error instanceof GraphQLError ? error : new GraphQLError('unknown', { originalError: asError(error) }),
    ]
  }
}

const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)))
