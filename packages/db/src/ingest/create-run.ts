import { z } from 'zod'
import type { Database, Transaction } from '../database.ts'
import { appendEvents } from '../events/append-events.ts'
import type { Run } from '../generated/prisma/client.ts'
import { done, invalid, type Outcome, refused } from '../outcome.ts'
import { lockRun } from '../runs/lock-run.ts'
import { runName, runTags } from '../runs/run-labels.ts'
import { flatParameters } from './flat-parameters.ts'
import { epochIndex, text } from './input-rules.ts'
import { runAgain } from './run-again.ts'
import { addWriter } from './run-writers.ts'

const input = z.object({
  projectId: z.uuid('there is no such project'),
  name: runName.nullish(),
  tags: runTags.nullish(),
  parameters: z.unknown(),
  epochs: epochIndex.nullish(),
  key: text(200).nullish(),
  writer: text(200).nullish(),
  /** The member whose script it is. */
  createdById: z.string().nullish(),
})

/**
 * Records a run that somebody's own script trains: RUNNING at once, until finishLoggedRun. With a key that the project
 * has seen before, it is that run again, as it is now; one that failed is RUNNING again when a writer is new there.
 */
export async function createRun(db: Database, raw: z.input<typeof input>): Promise<Outcome<Run>> {
  const parsed = input.safeParse(raw)
  if (!parsed.success) return invalid(parsed.error)
  const flat = flatParameters(parsed.data.parameters)
  if (!flat.ok) return flat
  const { projectId, name, tags, epochs, key, writer, createdById } = parsed.data
  return db.$transaction(async (tx) => {
    // The project's row lock makes calls with the same key wait for each other.
    const [project] = await tx.project.updateManyAndReturn({
      where: { id: projectId },
      data: { lastRunNumber: { increment: 1 } },
    })
    if (!project) return refused(['projectId'], 'there is no such project', 'NOT_FOUND')
    const number = project.lastRunNumber
    if (key != null) {
      const known = await tx.run.findUnique({ where: { projectId_key: { projectId, key } } })
      if (known) {
        await tx.project.update({ where: { id: projectId }, data: { lastRunNumber: number - 1 } })
        return done(writer == null ? known : await beginAgain(tx, known, writer))
      }
    }
    const at = new Date()
    const run = await tx.run.create({
      data: {
        ...{ projectId, number, name: name || `run-${number}`, tags: tags ?? [], key: key ?? null },
        ...{ source: 'LOGGED', status: 'RUNNING', parameters: flat.value, epochs: epochs ?? null },
        ...{ createdAt: at, startedAt: at, createdById: createdById ?? null },
      },
    })
    if (writer != null) await addWriter(tx, run.id, writer)
    const running = { type: 'StatusChanged', payload: { status: 'RUNNING', reason: null } } as const
    return done(await appendEvents(tx, run, { at, events: [running], kind: 'CREATED' }))
  })
}

async function beginAgain(tx: Transaction, known: Run, writer: string): Promise<Run> {
  if (!(await addWriter(tx, known.id, writer))) return known
  const locked = await lockRun(tx, known.id)
  return locked?.run.status === 'FAILED' ? runAgain(tx, locked, 'Its script began again.') : known
}
