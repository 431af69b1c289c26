import { z } from 'zod'
import type { Database, Transaction } from '../database.ts'
import { appendEvents } from '../events/append-events.ts'
import type { NewEvent } from '../events/event-payload.ts'
import { notifyRunControl } from '../events/notify.ts'
import type { Prisma, Run } from '../generated/prisma/client.ts'
import { done, invalid, type Outcome, refused } from '../outcome.ts'
import type { RunQueue } from '../queue/run-queue.ts'
import { flatParameters, type RunConfig, runConfig } from './run-config.ts'
import { runName, runTags } from './run-labels.ts'

const input = z.object({
  projectId: z.uuid('there is no such project'),
  name: runName.nullish(),
  tags: runTags.nullish(),
  config: runConfig,
  /** Null: 3. */
  maxRestarts: z
    .int('must be a whole number')
    .min(0, 'must be at least 0')
    .max(100, 'must be at most 100')
    .nullish(),
  /** The member who launches it. */
  createdById: z.string().nullish(),
})

/** Records a new run and queues it for the next free worker, in one transaction. */
export async function launchRun(
  db: Database,
  queue: RunQueue,
  raw: z.input<typeof input>,
): Promise<Outcome<Run>> {
  const parsed = input.safeParse(raw)
  if (!parsed.success) return invalid(parsed.error)
  const { projectId, name, tags, config, maxRestarts, createdById = null } = parsed.data
  return db.$transaction(async (tx) => {
    const run = await queueNewRun(tx, queue, {
      ...{ projectId, name, tags: tags ?? [], config, parameters: flatParameters(config) },
      createdById,
      ...(maxRestarts != null && { maxRestarts }),
    })
    return run ? done(run) : refused(['projectId'], 'there is no such project', 'NOT_FOUND')
  })
}

export type NewRun = Pick<
  Prisma.RunUncheckedCreateInput,
  'epochsCompleted' | 'progress' | 'forkedFromId' | 'forkedEpoch' | 'createdById' | 'maxRestarts'
> & {
  readonly projectId: string
  readonly name: string | null | undefined
  readonly tags: readonly string[]
  readonly config: RunConfig
  readonly parameters: Prisma.InputJsonObject
  /** The first line of its log. */
  readonly line?: string
}

/** The one way in which a run for our workers comes to be. Undefined: there is no such project. */
export async function queueNewRun(
  tx: Transaction,
  queue: RunQueue,
  launch: NewRun,
): Promise<Run | undefined> {
  const { projectId, name, tags, config, line, ...fields } = launch
  const [project] = await tx.project.updateManyAndReturn({
    where: { id: projectId },
    data: { lastRunNumber: { increment: 1 } },
  })
  if (!project) return undefined
  const number = project.lastRunNumber
  const run = await tx.run.create({
    data: {
      ...fields,
      ...{ projectId, number, name: name || `${config.model.preset ?? 'custom'}-${number}`, tags: [...tags] },
      ...{ source: 'LAUNCHED', status: 'QUEUED', config, seed: config.seed, epochs: config.epochs },
    },
  })
  await queue.put(tx, run.id)
  await notifyRunControl(tx, { runId: run.id, action: 'launch' })
  const events: NewEvent[] = [
    { type: 'StatusChanged', payload: { status: 'QUEUED', reason: null } },
    ...(line ? [{ type: 'LogLine', payload: { level: 'info', message: line } } as const] : []),
  ]
  return appendEvents(tx, run, { at: run.createdAt, events, kind: 'CREATED' })
}
