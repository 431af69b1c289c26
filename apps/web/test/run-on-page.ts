import type { RunEvent, RunOnPage } from '../src/run/apply-run-event.ts'

type Epoch = RunOnPage['history'][number]

/** An epoch with figures that follow from its number. */
export const epoch = (index: number, change: Partial<Epoch> = {}): Epoch => ({
  __typename: 'Epoch',
  index,
  loss: 1 / index,
  accuracy: 1 - 1 / (index + 2),
  validationLoss: 1.1 / index,
  validationAccuracy: 1 - 1 / (index + 1.5),
  learningRate: 0.001,
  seconds: 5,
  examplesPerSecond: 12_000,
  finishedAt: new Date(Date.UTC(2026, 0, 1, 0, 0, 6 * index)).toISOString(),
  ...change,
})

/** A run of ten planned epochs that trains. */
export const runOnPage = (change: Partial<RunOnPage> = {}): RunOnPage => ({
  __typename: 'Run',
  id: 'r',
  number: 42,
  name: 'baseline',
  notes: '',
  tags: [],
  status: 'RUNNING',
  error: null,
  cursor: '0',
  createdAt: '2026-01-01T00:00:00.000Z',
  startedAt: '2026-01-01T00:00:00.000Z',
  finishedAt: null,
  epochsCompleted: change.history?.at(-1)?.index ?? 0,
  epochsPlanned: 10,
  progress: 0,
  examplesPerSecond: null,
  device: 'CPU',
  seed: 1,
  stepsPerEpoch: null,
  forkedEpoch: null,
  project: { __typename: 'Project', id: 'p', slug: 'study', name: 'Study' },
  config: null,
  parameters: {},
  latestProgress: null,
  history: [],
  layers: [],
  parameterCount: null,
  evaluation: null,
  confusionMatrix: null,
  maxRestarts: 3,
  attempts: [],
  ...change,
})

const at = '2026-01-01T00:01:00.000Z'
const common = (cursor: number) => ({ cursor: String(cursor), runId: 'r', at })

export const events = {
  status: (cursor: number, status: RunOnPage['status'], reason: string | null = null): RunEvent => ({
    __typename: 'StatusChanged',
    ...common(cursor),
    status,
    reason,
  }),
  step: (cursor: number, ofEpoch: number, step: number): RunEvent => ({
    __typename: 'StepProgress',
    ...common(cursor),
    epoch: ofEpoch,
    step,
    stepsPerEpoch: 100,
    loss: 0.5,
    accuracy: 0.8,
    examplesPerSecond: 9_000,
  }),
  epoch: (cursor: number, index: number): RunEvent => ({
    __typename: 'EpochCompleted',
    ...common(cursor),
    completed: epoch(index),
  }),
  line: (cursor: number, message: string) => ({
    __typename: 'LogLine' as const,
    ...common(cursor),
    level: 'info',
    message,
  }),
  recovered: (cursor: number, lastEpoch: number): RunEvent => ({
    __typename: 'RunRecovered',
    ...common(cursor),
    lastEpoch,
  }),
  matrix: (cursor: number, ofEpoch: number, split: 'VALIDATION' | 'TEST' = 'VALIDATION'): RunEvent => ({
    __typename: 'ConfusionMatrixComputed',
    ...common(cursor),
    confusionMatrix: {
      __typename: 'ConfusionMatrix',
      epoch: ofEpoch,
      split,
      labels: ['a', 'b'],
      counts: [
        [ofEpoch, 1],
        [2, 3],
      ],
      accuracy: 0.5,
      classes: [],
    },
  }),
}
