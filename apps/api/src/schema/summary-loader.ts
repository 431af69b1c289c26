import { type ListedSummary, listMetricSummaries } from '@atelier/db'
import type { Context } from '../context.ts'
import { gathered } from '../gathered.ts'

type Reader = (runId: string) => Promise<ReadonlyMap<string, readonly ListedSummary[]>>

/** Of each operation: one with the layers' metrics and one without. */
const readers = new WeakMap<Context, Map<boolean, Reader>>()

/** The summaries of a run. All runs of a list ask in the same turn of the event loop, and are read by one query. */
export async function summariesOf(
  context: Context,
  runId: string,
  layers: boolean,
): Promise<readonly ListedSummary[]> {
  const known = readers.get(context) ?? new Map<boolean, Reader>()
  readers.set(context, known)
  const read =
    known.get(layers) ?? gathered((runIds: readonly string[]) => listMetricSummaries(context.db, runIds, layers))
  known.set(layers, read)
  return (await read(runId)).get(runId) ?? []
}
