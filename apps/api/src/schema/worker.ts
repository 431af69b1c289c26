import { type ListedWorker, listWorkers } from '@atelier/db'
import { builder } from './builder.ts'
import { Run } from './run.ts'

/** A worker tells every few seconds that it lives; one that was silent this long is lost. */
const LOST_AFTER_MILLISECONDS = 15_000

function statusOf(worker: ListedWorker): string {
  if (worker.status === 'STOPPED') return 'stopped'
  if (Date.now() - worker.lastSeenAt.getTime() > LOST_AFTER_MILLISECONDS) return 'lost'
  return worker.status === 'TRAINING' ? 'training' : 'idle'
}

const Worker = builder.objectRef<ListedWorker>('Worker').implement({
  description: 'A process that trains runs.',
  fields: (t) => ({
    id: t.exposeID('id', { description: 'Differs after a restart.' }),
    host: t.exposeString('host', { description: 'The machine that it runs on.' }),
    device: t.exposeString('device', { description: 'What it trains on.' }),
    status: t.string({
      description: '`idle`, `training`, `stopped`, or `lost` when it has not been heard of for 15 seconds.',
      resolve: statusOf,
    }),
    run: t.expose('run', { type: Run, nullable: true, description: 'What it trains now.' }),
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
