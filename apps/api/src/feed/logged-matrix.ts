import { type Database, findLoggedMatrices, type LoggedEvent, type LoggedMatrix } from '@atelier/db'
import { GraphQLError } from 'graphql'
import { gathered } from '../gathered.ts'
import { keyOf, type Reading, readOnce } from './read-once.ts'

type ConfusionMatrixComputed = Extract<LoggedEvent, { readonly type: 'ConfusionMatrixComputed' }>
export type MatrixOfEvent = (event: ConfusionMatrixComputed) => Promise<LoggedMatrix>

/** Counts that are kept in memory at most, over all events: four megabytes. */
const KEPT_COUNTS = 500_000

/** The matrices of ConfusionMatrixComputed events, whose log names only where they are stored; those of a list in one read. */
export function matrixOfEvent(db: Database, reading: Reading): MatrixOfEvent {
  const read = gathered(async (events: readonly ConfusionMatrixComputed[]) => {
    const matrices = await findLoggedMatrices(db, events)
    return new Map(matrices.map((matrix) => [keyOf(matrix), matrix]))
  })
  return readOnce(reading, {
    most: KEPT_COUNTS,
    sizeOf: ({ labels }) => labels.length ** 2,
    async read(event: ConfusionMatrixComputed) {
      const found = (await read(event)).get(keyOf(event))
      if (found) return found
      throw new GraphQLError(`Run ${event.runId} was deleted.`, { extensions: { code: 'NOT_FOUND' } })
    },
  })
}
