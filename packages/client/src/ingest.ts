import {
  CreateProjectDocument,
  CreateRunDocument,
  FinishRunDocument,
  LogConfusionMatrixDocument,
  LogEpochsDocument,
  LogEvaluationDocument,
  LogLayersDocument,
  LogLinesDocument,
  LogMetricsDocument,
  LogPredictionsDocument,
} from './gql/graphql.ts'
import type { SpoolRecord } from './records.ts'
import { RefusedError, type Server } from './server.ts'

/** Points that one call carries; one record may hold more. */
export const MOST_POINTS = 1_000

/**
 * Makes the run of a spool's first record, and its project when that is new, in the workspace that the record names. The
 * same key gives the same run.
 * @returns its id
 */
export async function createRun(sender: Server, record: SpoolRecord): Promise<string> {
  const { key, writer, project, workspace, name, tags, config } = record
  const server = typeof workspace === 'string' ? sender.in(workspace) : sender
  const input = { key, writer, project: slugOf(String(project)), name, tags, parameters: config }
  const create = async () => idOf(await server.mutate('createRun', CreateRunDocument, { input }), 'run')
  try {
    return await create()
  } catch (error) {
    if (!(error instanceof RefusedError && error.isUserError && error.code === 'NOT_FOUND')) throw error
  }
  try {
    await server.mutate('createProject', CreateProjectDocument, { name: String(project) })
  } catch (error) {
    // Another script of a new project has made it at the same moment.
    if (!(error instanceof RefusedError && error.code === 'CONFLICT')) throw error
  }
  return create()
}

/** The name of a project in addresses, as the server makes it of the name for people. */
const slugOf = (name: string): string => {
  const plain = name.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase()
  return plain.replaceAll(/[^\p{L}\p{N}]+/gu, '-').replaceAll(/^-+|-+$/g, '') || 'project'
}

const idOf = (payload: Readonly<Record<string, unknown>>, field: string): string => {
  const made = payload[field]
  if (typeof made === 'object' && made !== null && 'id' in made) return String(made.id)
  throw new RefusedError(`The server made no ${field}.`, 'UNKNOWN')
}

/** Stores records of one type, which may have been stored before. What they hold is the server's to check. */
export async function sendRecords(
  server: Server,
  runId: string,
  records: readonly SpoolRecord[],
): Promise<void> {
  const type = records[0]?.type ?? ''
  if (type === 'metrics') {
    const points = records.flatMap(pointsOf)
    for (let start = 0; start < points.length; start += MOST_POINTS) {
      const part = points.slice(start, start + MOST_POINTS)
      await server.mutate('logMetrics', LogMetricsDocument, { runId, points: part })
    }
  } else if (type === 'epochs') {
    const epochs = records.flatMap((record) => record.epochs)
    await server.mutate('logEpochs', LogEpochsDocument, { runId, epochs })
  } else if (type === 'line') {
    const lines = records.map(({ writer, number, level, message }) => ({ writer, number, level, message }))
    await server.mutate('logLines', LogLinesDocument, { runId, lines })
  } else for (const record of records) await sendOne(server, runId, record)
}

async function sendOne(server: Server, runId: string, record: SpoolRecord): Promise<void> {
  const { type, input } = record
  if (type === 'layers') await server.mutate('logLayers', LogLayersDocument, { runId, layers: record.layers })
  else if (type === 'confusionMatrix')
    await server.mutate('logConfusionMatrix', LogConfusionMatrixDocument, { runId, input })
  else if (type === 'predictions')
    await server.mutate('logPredictions', LogPredictionsDocument, { runId, input })
  else if (type === 'evaluation')
    await server.mutate('logEvaluation', LogEvaluationDocument, { runId, input })
  else if (type === 'finish')
    await server.mutate('finishRun', FinishRunDocument, {
      ...{ id: runId, status: record.status, error: record.error, writer: record.writer, lost: record.lost },
    })
  else throw new RefusedError(`no record of type '${type}' is known to this version`, 'UNKNOWN', ['type'])
}

function pointsOf({ step, at, values }: SpoolRecord): readonly object[] {
  return Object.entries(values ?? {}).map(([name, value]) => ({ name, step, value, at }))
}
