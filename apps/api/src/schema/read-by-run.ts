import {
  type Database,
  findEvaluations,
  findHistories,
  findRuns,
  type HistoryEpoch,
  listMetricSummaries,
} from '@atelier/db'
import { GraphQLError } from 'graphql'
import type { Context } from '../context.ts'
import { gathered } from '../gathered.ts'
import { limits } from '../limits.ts'

type ByRun<Found> = Promise<ReadonlyMap<string, Found>>

/** Reads for one run of an operation. All runs of a list ask in the same turn of the event loop, and are read by one query. */
function byRun<Found, Asked extends readonly (number | boolean | null)[]>(
  read: (db: Database, runIds: readonly string[], ...asked: Asked) => ByRun<Found>,
) {
  const readers = new WeakMap<Context, Map<string, (runId: string) => ByRun<Found>>>()
  return async (context: Context, runId: string, ...asked: Asked): Promise<Found | undefined> => {
    const known = readers.get(context) ?? new Map<string, (runId: string) => ByRun<Found>>()
    readers.set(context, known)
    const key = JSON.stringify(asked)
    const find = known.get(key) ?? gathered((runIds: readonly string[]) => read(context.db, runIds, ...asked))
    known.set(key, find)
    return (await find(runId)).get(runId)
  }
}

/** The summaries of a run's metrics, with those of its layers or without. */
export const summariesOf = byRun(listMetricSummaries)

/** The newest evaluation of a run on the test set. */
export const evaluationOf = byRun(findEvaluations)

/** A run, where only its id is at hand. */
export const runOf = byRun(async (db, runIds) => {
  const runs = await findRuns(db, [...new Set(runIds)])
  return new Map(runs.map((run) => [run.id, run]))
})

/** A run's epochs after one; of more than `maxEpochs` as many, evenly. */
export const historyOf = byRun<readonly HistoryEpoch[], [after: number, maxEpochs: number | null]>(
  async (db, runIds, after, maxEpochs) => {
    const histories = await findHistories(db, runIds, { after, maxEpochs, most: limits.epochs })
    if (histories) return histories
    const most = limits.epochs.toLocaleString('en')
    throw new GraphQLError(
      `The histories of these ${runIds.length} runs have more than ${most} epochs: ask for fewer runs at once, or for fewer epochs of each with maxEpochs.`,
      { extensions: { code: 'QUERY_TOO_COMPLEX' } },
    )
  },
)
