import { GraphQLScalarType } from 'graphql'
import { DateTimeResolver, JSONResolver } from 'graphql-scalars'
import { decodeCursor, encodeCursor } from '../cursor.ts'
import { builder } from './builder.ts'

builder.addScalarType(
  'DateTime',
  new GraphQLScalarType({
    ...DateTimeResolver.toConfig(),
    description: 'A moment as ISO 8601 in UTC, such as `2026-01-31T12:00:00.000Z`.',
  }),
)

builder.addScalarType(
  'JSON',
  new GraphQLScalarType({
    ...JSONResolver.toConfig(),
    description: 'A free-form JSON value, where the shape is not ours to know.',
  }),
)

builder.scalarType('Cursor', {
  description: 'An opaque position in the event log of one run; later events have later cursors.',
  serialize: encodeCursor,
  parseValue: decodeCursor,
})
