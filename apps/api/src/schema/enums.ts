import { RunSource as runSources, RunStatus as runStatuses, Split as splits } from '@atelier/db'
import { builder } from './builder.ts'

export const RunStatus = builder.enumType(runStatuses, {
  name: 'RunStatus',
  description: 'Where a run stands.',
  values: {
    QUEUED: { description: 'Waits for a free worker.' },
    RUNNING: { description: 'Trains.' },
    PAUSED: { description: 'Rests until it is resumed.' },
    COMPLETED: { description: 'Trained every planned epoch.' },
    FAILED: { description: 'Ended by an error; `Run.error` says which.' },
    STOPPED: { description: 'Ended by a person.' },
  },
})

export const RunSource = builder.enumType(runSources, {
  name: 'RunSource',
  description: 'Where the history of a run comes from.',
  values: {
    LAUNCHED: { description: 'Trained by our workers.' },
    LOGGED: { description: "Logged by somebody's own script." },
  },
})

export const Split = builder.enumType(splits, {
  name: 'Split',
  description: 'A part of a data set.',
  values: {
    TRAIN: { description: 'The training images.' },
    VALIDATION: {
      description: 'The last of the training images, held back by a run with a validation split.',
    },
    TEST: { description: 'The test images.' },
  },
})
