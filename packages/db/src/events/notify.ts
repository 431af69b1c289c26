import { z } from 'zod'
import type { Transaction } from '../database.ts'

/** News of runs, for whoever shows them. A hint only: the log is the truth. */
export const RUN_EVENTS_CHANNEL = 'atelier_run_events'
/**
 * Asks of workers: a run waits, shall stop, has new orders in its row, or was deleted, and its files go. A hint only:
 * workers look for runs and orders themselves as well.
 */
export const RUN_CONTROL_CHANNEL = 'atelier_run_control'

const runEventsNotification = z.object({
  runId: z.string(),
  projectId: z.string(),
  /** The newest event of the run's log; a string, since it may outgrow a JSON number. */
  sequence: z.string().transform(BigInt),
  /** PROGRESSED: only the log grew, by steps or lines; nothing that a list of runs shows as a change. */
  kind: z.enum(['CREATED', 'UPDATED', 'DELETED', 'PROGRESSED']),
})
export type RunEventsNotification = z.output<typeof runEventsNotification>
export type ChangeKind = RunEventsNotification['kind']

const runControlNotification = z.object({
  runId: z.uuid(),
  action: z.enum(['launch', 'stop', 'look', 'forget']),
})
export type RunControlNotification = z.output<typeof runControlNotification>

/** @throws when the payload is not one of ours. */
export const parseRunEventsNotification = (payload: string): RunEventsNotification =>
  runEventsNotification.parse(JSON.parse(payload))

/** @throws when the payload is not one of ours. */
export const parseRunControlNotification = (payload: string): RunControlNotification =>
  runControlNotification.parse(JSON.parse(payload))

/** Told to listeners when the transaction commits. */
export async function notifyRunEvents(tx: Transaction, news: RunEventsNotification): Promise<void> {
  await notify(tx, RUN_EVENTS_CHANNEL, { ...news, sequence: String(news.sequence) })
}

/** Told to workers when the transaction commits. */
export async function notifyRunControl(tx: Transaction, order: RunControlNotification): Promise<void> {
  await notify(tx, RUN_CONTROL_CHANNEL, order)
}

async function notify(tx: Transaction, channel: string, payload: object): Promise<void> {
  await tx.$executeRaw`SELECT pg_notify(${channel}, ${JSON.stringify(payload)})`
}
