import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core'

/** The text of an operation with the types of what it takes and answers, as GraphQL's code generators write them. */
export type Operation<Result, Variables> = DocumentTypeDecoration<Result, Variables> & { toString(): string }
