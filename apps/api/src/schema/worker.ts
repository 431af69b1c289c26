import { drainWorker, type ListedWorker, listWorkers, type Run as RunRow } from '@atelier/db'
import { demandDraining, mayDrain } from '../auth/draining.ts'
import { projectsSeen } from '../auth/sight.ts'
import type { Context } from '../context.ts'
import { askOnce } from './ask-once.ts'
import { builder } from './builder.ts'
import { Run } from './run.ts'
import { type PayloadShape, payloadOf, UserError } from './user-error.ts'

/** A worker tells every few seconds that it lives; one that was silent this long is lost. */
const LOST_AFTER_MILLISECONDS = 15_000

function statusOf(worker: ListedWorker): string {
  if (worker.status === 'STOPPED') return 'stopped'
  if (Date.now() - worker.lastSeenAt.getTime() > LOST_AFTER_MILLISECONDS) return 'lost'
  if (worker.draining) return 'draining'
  return worker.status === 'TRAINING' ? 'training' : 'idle'
}

/** A worker trains runs of every workspace; each is shown its own. */
async function seenOf(context: Context, runs: readonly RunRow[]): Promise<RunRow[]> {
  const seen = await projectsSeen(
    context,
    runs.map(({ projectId }) => projectId),
  )
  return runs.filter(({ projectId }) => seen.has(projectId))
}

/** The same for every worker of a list. */
const askMayDrain = askOnce((context) => mayDrain(context))

async function drain(context: Context, id: string, draining: boolean) {
  await demandDraining(context)
  return payloadOf(await drainWorker(context.db, id, draining))
}

const Worker = builder.objectRef<ListedWorker>('Worker').implement({
  description: 'A process that trains runs.',
  fields: (t) => ({
    id: t.exposeID('id', { description: 'Differs after a restart.' }),
    name: t.exposeString('name', { description: 'What its operator calls it: the host, unless told.' }),
    host: t.exposeString('host', { description: 'The machine that it runs on.' }),
    device: t.exposeString('device', { description: 'What it trains on.' }),
    status: t.string({
      description:
        '`idle`, `training`, `draining` when it finishes what it trains and takes nothing new, `stopped`, or `lost` when it has not been heard of for 15 seconds.',
      resolve: statusOf,
    }),
    slots: t.exposeInt('slots', { description: 'Runs that it trains at most at once.' }),
    runs: t.field({
      type: [Run],
      description:
        'What it trains now in your workspaces, paused ones included; what it took first is first.',
      resolve: ({ runs }, _args, context) => seenOf(context, runs),
    }),
    run: t.field({
      type: Run,
      nullable: true,
      description: 'The first of `runs`; null when there is none.',
      resolve: async ({ runs }, _args, context) => (await seenOf(context, runs))[0] ?? null,
    }),
    viewerCanDrain: t.boolean({
      description:
        'You may drain and resume it: workers serve the whole server, so only those may who may write in its first workspace.',
      resolve: (_worker, _args, context) => askMayDrain(context, 'workers'),
    }),
    lastSeenAt: t.expose('lastSeenAt', { type: 'DateTime', description: 'When it last told that it lives.' }),
  }),
})

builder.queryFields((t) => ({
  workers: t.field({
    type: [Worker],
    description: 'Processes that train, and those that did within the last day; newest first.',
    resolve: (_root, _args, { db }) => listWorkers(db),
  }),
}))

const WorkerPayload = builder.objectRef<PayloadShape<ListedWorker>>('WorkerPayload').implement({
  description: 'A worker, or why it is as it was.',
  fields: (t) => ({
    worker: t.expose('value', {
      type: Worker,
      nullable: true,
      description: 'Null when there are userErrors.',
    }),
    userErrors: t.field({
      type: [UserError],
      description: 'What is wrong with the input.',
      resolve: (payload) => payload.userErrors,
    }),
  }),
})

builder.mutationFields((t) => ({
  drainWorker: t.field({
    type: WorkerPayload,
    description:
      'Has a worker finish what it trains and take nothing new, so that its machine can be stopped.',
    args: { id: t.arg.id({ required: true, description: 'The worker.' }) },
    resolve: (_root, { id }, context) => drain(context, id, true),
  }),
  resumeWorker: t.field({
    type: WorkerPayload,
    description: 'Has a drained worker take runs again.',
    args: { id: t.arg.id({ required: true, description: 'The worker.' }) },
    resolve: (_root, { id }, context) => drain(context, id, false),
  }),
}))
