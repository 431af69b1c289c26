import { type DocumentNode, type ExecutionArgs, GraphQLError, type GraphQLSchema } from 'graphql'
import type { Context } from '../context.ts'
import { limitErrors, parseQuery, schemaErrors } from '../query-limits.ts'
import { keptDocuments } from './kept-documents.ts'

export type AskedOperation = {
  readonly query: string
  readonly operationName?: string | null | undefined
  readonly variables?: Readonly<Record<string, unknown>> | null | undefined
}

/** What an operation needs to run, or what is wrong with it. */
export type PrepareOperation = (
  asked: AskedOperation,
  context: Context,
) => (ExecutionArgs & { readonly contextValue: Context }) | readonly GraphQLError[]

/**
 * The same checks for every transport that streams. A document that was found to fit the schema is kept, so that a
 * script's thousandth call costs no parsing; how much it asks for is asked of each call.
 */
export function operationPreparer(schema: GraphQLSchema): PrepareOperation {
  const fitting = keptDocuments()
  /** @throws GraphQLError for a syntax error or too many tokens */
  const documentOf = (query: string): DocumentNode | readonly GraphQLError[] => {
    const kept = fitting.get(query)
    if (kept) return kept
    const document = parseQuery(query)
    const errors = schemaErrors(schema, document)
    if (errors.length > 0) return errors
    fitting.set(query, document)
    return document
  }
  return ({ query, operationName, variables }, context) => {
    try {
      const document = documentOf(query)
      if (!('kind' in document)) return document
      const errors = limitErrors(schema, { document, operationName, variables }, context)
      if (errors.length > 0) return errors
      return {
        ...{ schema, document, contextValue: context },
        ...{ operationName: operationName ?? null, variableValues: variables ?? null },
      }
    } catch (error) {
      return [
        error instanceof GraphQLError
          ? error
          : new GraphQLError('unknown', { originalError: asError(error) }),
      ]
    }
  }
}

const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)))
