import { z } from 'zod'
import type { Database } from '../database.ts'
import { appendEvents } from '../events/append-events.ts'
import { notifyRunControl } from '../events/notify.ts'
import type { Run } from '../generated/prisma/client.ts'
import { done, invalid, type Outcome, refused } from '../outcome.ts'
import type { RunQueue } from '../queue/run-queue.ts'
import { flatParameters, runConfig } from './run-config.ts'
import { runName, runTags } from './run-labels.ts'

const input = z.object({
  projectId: z.uuid('there is no such project'),
  name: runName.nullish(),
  tags: runTags.nullish(),
  config: runConfig,
})

/** Records a new run and queues it for the next free worker, in one transaction. */
export async function launchRun(
  db: Database,
  queue: RunQueue,
  raw: z.input<typeof input>,
): Promise<Outcome<Run>> {
  const parsed = input.safeParse(raw)
  if (!parsed.success) return invalid(parsed.error)
  const { projectId, name, tags, config } = parsed.data
  return db.$transaction(async (tx) => {
    const [project] = await tx.project.updateManyAndReturn({
      where: { id: projectId },
      data: { lastRunNumber: { increment: 1 } },
    })
    if (!project) return refused(['projectId'], 'there is no such project', 'NOT_FOUND')
    const number = project.lastRunNumber
    const run = await tx.run.create({
      data: {
        ...{
          projectId,
          number,
          name: name || `${config.model.preset ?? 'custom'}-${number}`,
          tags: tags ?? [],
        },
        ...{ source: 'LAUNCHED', status: 'QUEUED', config, parameters: flatParameters(config) },
        ...{ seed: config.seed, epochs: config.epochs },
      },
    })
    await queue.put(tx, run.id)
    await notifyRunControl(tx, { runId: run.id, action: 'launch' })
    const queued = { type: 'StatusChanged', payload: { status: 'QUEUED', reason: null } } as const
    return done(await appendEvents(tx, run, { at: run.createdAt, events: [queued], kind: 'CREATED' }))
  })
}
