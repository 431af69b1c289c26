import { type DocumentNode, getOperationAST, Kind, type OperationTypeNode } from 'graphql'

/** What logs and metrics tell about an operation: never its variables or its text. */
export type OperationFacts = {
  readonly type: OperationTypeNode | 'unknown'
  readonly name: string | undefined
  /** The first of its root fields, by their names in the schema. */
  readonly fields: readonly string[]
}

const FIELDS = 5
const NAME_LENGTH = 100

/** One that could not be read, or that does not fit the schema. */
export const unknownOperation: OperationFacts = { type: 'unknown', name: undefined, fields: [] }

/** The facts of an operation that is known to fit the schema. */
export function operationFacts(
  document: DocumentNode,
  operationName: string | null | undefined,
): OperationFacts {
  const operation = getOperationAST(document, operationName)
  if (!operation) return unknownOperation
  const fields = operation.selectionSet.selections.flatMap((selection) =>
    selection.kind === Kind.FIELD ? [selection.name.value] : [],
  )
  return {
    type: operation.operation,
    name: operation.name?.value.slice(0, NAME_LENGTH),
    fields: [...new Set(fields)].slice(0, FIELDS),
  }
}

/** Scripts report points and lines many times a second: alone, such a call is no news for a log. */
export const isReport = ({ fields }: OperationFacts): boolean =>
  fields.length > 0 && fields.every((field) => /^log[A-Z]/.test(field))
