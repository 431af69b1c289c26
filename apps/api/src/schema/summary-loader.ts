import { type ListedSummary, listMetricSummaries } from '@atelier/db'
import type { Context } from '../context.ts'

type Summaries = Promise<ReadonlyMap<string, readonly ListedSummary[]>>
type Batch = { readonly runIds: string[]; readonly found: Summaries }

/** Batches under way of an operation: one with the layers' metrics and one without. */
const batches = new WeakMap<Context, Map<boolean, Batch>>()

/** The summaries of a run. All runs of a list ask in the same turn of the event loop, and are read by one query. */
export async function summariesOf(
  context: Context,
  runId: string,
  layers: boolean,
): Promise<readonly ListedSummary[]> {
  const open = batches.get(context) ?? new Map<boolean, Batch>()
  batches.set(context, open)
  const batch = open.get(layers) ?? begin(context, open, layers)
  batch.runIds.push(runId)
  return (await batch.found).get(runId) ?? []
}

function begin({ db }: Context, open: Map<boolean, Batch>, layers: boolean): Batch {
  const runIds: string[] = []
  const { promise: turnEnds, resolve } = Promise.withResolvers<void>()
  process.nextTick(resolve)
  const found = turnEnds.then(() => {
    open.delete(layers)
    return listMetricSummaries(db, runIds, layers)
  })
  const batch = { runIds, found }
  open.set(layers, batch)
  return batch
}
