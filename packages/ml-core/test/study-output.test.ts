import { expect, test } from 'vitest'
import { StudyRecord } from '../src/cli/study-record.ts'
import { StudyReport } from '../src/cli/study-report.ts'
import { findDataset, parseTraining, type TrainingEvent, unwrap } from '../src/spec/index.ts'

const figures = { loss: 0.5, accuracy: 0.8, validationLoss: 0.6, validationAccuracy: 0.75 }
const predictions = {
  ...({ split: 'test', firstExample: 0, confusionMatrix: [] } as const),
  ...{ actual: new Uint8Array(), predicted: new Uint8Array(), confidence: new Float32Array() },
}
const resumed: TrainingEvent = {
  ...{ type: 'resumedFrom', epoch: 2, step: 10, path: '/kept/epoch-0002.safetensors' },
  history: [figures, { ...figures, loss: 0.4 }],
}
const third: TrainingEvent = {
  ...{ type: 'epochCompleted', epoch: 3, ...figures, loss: 0.3, learningRate: 0.001, seconds: 2 },
  ...{ examplesPerSecond: 300, firstStep: 21, layers: [], validation: predictions },
  batchLoss: new Float32Array(10),
  batchAccuracy: new Float32Array(10),
  batchExamplesPerSecond: new Float32Array(10),
}

test('the JSON of a resumed study holds all epochs, and what is known of each', () => {
  const record = new StudyRecord('mlp', 1)
  for (const event of [resumed, third]) record.add(event)
  const { history, examplesPerSecond } = record.result()
  expect(history).toEqual([
    { epoch: 1, ...figures },
    { epoch: 2, ...figures, loss: 0.4 },
    { epoch: 3, ...figures, loss: 0.3, learningRate: 0.001, seconds: 2, examplesPerSecond: 300 },
  ])
  expect(examplesPerSecond).toBe(300)
})

test('a stopped study says where it stands and how it goes on', () => {
  const dataset = findDataset('fashion-mnist') ?? expect.unreachable()
  const spec = unwrap(parseTraining({ model: { preset: 'mlp' }, seed: 7 }, dataset))
  const saidAfter = (...events: TrainingEvent[]): string => {
    const said: string[] = []
    const report = new StudyReport({ write: (text) => said.push(text) > 0 }, spec, dataset.labels)
    for (const event of [...events, { type: 'finished', reason: 'stopped' } as const]) report.add(event)
    return said.at(-1) ?? ''
  }
  expect(saidAfter()).toBe('\nStopped. The epochs above are complete.\n')
  const path = '/kept/step-0003-00000005.safetensors'
  expect(saidAfter(resumed, { type: 'checkpointSaved', epoch: 3, step: 5, path })).toBe(
    `\nStopped. The epochs above are complete. The last checkpoint is ${path}: the same options with --resume go on from there, with --seed 7.\n`,
  )
})
