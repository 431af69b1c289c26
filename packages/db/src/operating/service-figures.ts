import type { Database } from '../database.ts'
import { RunStatus } from '../generated/prisma/enums.ts'

export type ServiceFigures = {
  readonly runs: Readonly<Record<RunStatus, number>>
  /** When the run that waits longest was launched; null when none waits. */
  readonly queuedSince: Date | null
  /** Workers that were up within the last day; `lost` ones went without a word. */
  readonly workers: Readonly<Record<'idle' | 'training' | 'stopped' | 'lost', number>>
}

type WorkerRow = { readonly status: keyof ServiceFigures['workers']; readonly count: number }

/** What the whole installation is doing, for whoever operates it: one cheap question each for runs, queue and workers. */
export async function serviceFigures(db: Database): Promise<ServiceFigures> {
  const [runs, queued, workers] = await Promise.all([
    db.run.groupBy({ by: ['status'], _count: true }),
    db.run.aggregate({ where: { status: 'QUEUED' }, _min: { createdAt: true } }),
    db.$queryRaw<WorkerRow[]>`
      SELECT CASE WHEN status = 'STOPPED' THEN 'stopped'
                  WHEN last_seen_at < now() - interval '15 seconds' THEN 'lost'
                  WHEN status = 'IDLE' THEN 'idle' ELSE 'training' END AS status, count(*)::int AS count
      FROM worker WHERE last_seen_at > now() - interval '1 day' GROUP BY 1`,
  ])
  const byStatus = new Map(runs.map(({ status, _count }) => [status, _count]))
  const none: Record<RunStatus, number> = {
    ...{ QUEUED: 0, RUNNING: 0, PAUSED: 0 },
    ...{ COMPLETED: 0, FAILED: 0, STOPPED: 0 },
  }
  for (const status of Object.values(RunStatus)) none[status] = byStatus.get(status) ?? 0
  return {
    runs: none,
    queuedSince: queued._min.createdAt,
    workers: {
      ...{ idle: 0, training: 0, stopped: 0, lost: 0 },
      ...Object.fromEntries(workers.map(({ status, count }) => [status, count])),
    },
  }
}
