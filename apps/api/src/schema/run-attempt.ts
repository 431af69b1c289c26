import { FailureCause as failureCauses, type RunAttempt as RunAttemptRow } from '@atelier/db'
import { builder } from './builder.ts'

const FailureCause = builder.enumType(failureCauses, {
  name: 'FailureCause',
  description: 'Why an attempt to train a run ended before the training did.',
  values: {
    WORKER_LOST: { description: 'Its worker stopped answering: it was killed, or its machine is gone.' },
    WORKER_STOPPED: { description: 'Its worker was told to go; counts as no restart.' },
    OUT_OF_MEMORY: { description: 'Memory ran out; on Linux the kernel kills the process.' },
    KILLED: { description: 'Somebody killed the training process.' },
    CRASHED: { description: 'The training process crashed in native code.' },
    DISK_FULL: { description: 'There was no space left on the disk.' },
    DATASET_MISSING: { description: 'The data set is not there, or broken.' },
    DIVERGED: { description: 'The loss was no number any more; not tried again.' },
    OTHER: { description: 'Another error; not tried again.' },
  },
})

export const RunAttempt = builder.objectRef<RunAttemptRow>('RunAttempt').implement({
  description: 'One worker trained a run, from its claim to an end.',
  fields: (t) => ({
    number: t.exposeInt('number', { description: 'Counts within the run, from 1.' }),
    workerName: t.exposeString('workerName', { description: 'Who trained it.' }),
    fromEpoch: t.exposeInt('fromEpoch', {
      description: 'The epoch after which it went on; 0: from the start.',
    }),
    startedAt: t.expose('startedAt', { type: 'DateTime', description: 'When the worker took the run.' }),
    endedAt: t.expose('endedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'Null: it is under way.',
    }),
    cause: t.expose('cause', {
      type: FailureCause,
      nullable: true,
      description: 'Null: it is under way, or ended as it should.',
    }),
    reason: t.exposeString('reason', { nullable: true, description: 'The same in one sentence.' }),
  }),
})
