import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Api, historyOf, startApi } from './support/api.ts'
import { pythonEnv } from './support/languages.ts'
import { Program } from './support/program.ts'

let api: Api
beforeAll(async () => {
  api = await startApi('scripts_python')
})
afterAll(() => api.remove())

const spool = () => join(api.folder, 'spool')
const script = (name: string) => join(import.meta.dirname, 'scripts', name)
async function python(...words: readonly string[]) {
  const program = new Program(['python3', ...words], {
    ...{ ...pythonEnv, ATELIER_URL: api.url, ATELIER_SPOOL: spool() },
  })
  return { status: await program.end(), stderr: program.stderr }
}

test('a forked child logs into the run of its parent, whose end sends everything', async () => {
  expect(await python(script('fork.py'))).toMatchObject({ status: 0 })
  const { run, points, events } = await historyOf(api, 'fork')
  expect(run.status).toBe('COMPLETED')
  const lines = events.flatMap((event) => (event.__typename === 'LogLine' ? [event.message] : []))
  expect(lines).toEqual(['before', 'from the child', 'from the parent'])
  expect(Object.fromEntries(points)).toEqual({ loss: 51, from_child: 1 })
  expect(await readdir(spool())).toEqual([])
})

test('nothing that is logged fails the script; the exception that ends it fails the run', async () => {
  const { status, stderr } = await python(script('raises.py'))
  expect(status).toBe(1)
  for (const told of ['loss was nan', 'odd was <object', 'log was given', 'log_confusion_matrix was given'])
    expect(stderr).toContain(told)
  const { run, points } = await historyOf(api, 'raises')
  expect(run).toMatchObject({ status: 'FAILED', error: 'ValueError: the data is gone' })
  expect(run.parameters).toMatchObject({ nan: 'nan', when: expect.stringContaining('<object') })
  expect(points.get('fine')).toBe(1)
})

test("Keras's calls become history, layers and metrics", async () => {
  expect(await python(script('keras_fit.py'))).toMatchObject({ status: 0 })
  const { run, points } = await historyOf(api, 'keras')
  expect(run).toMatchObject({ status: 'COMPLETED', epochsCompleted: 3, totalParameters: 23 })
  expect(points.get('batch_loss')).toBe(12)
  expect(points.get('auc')).toBe(3)
  const where = { runId: run.id }
  const epochs = await api.db.epoch.findMany({ where, orderBy: { index: 'asc' } })
  expect(epochs).toMatchObject(
    [1, 2, 3].map((index) => ({ index, accuracy: 0.75, validationAccuracy: 0.7, learningRate: 0.01 })),
  )
  expect(epochs[0]?.examplesPerSecond).toBeGreaterThan(0)
  const layers = await api.db.layerSummary.findMany({ where, orderBy: { index: 'asc' } })
  expect(layers).toMatchObject([
    { name: 'dense', type: 'Dense', parameters: 15, outputShape: [null, 3], settings: { units: 3 } },
    { name: 'dense_1', type: 'Dense', parameters: 8, outputShape: [null, 2], settings: { units: 2 } },
  ])
})

test('a prompt goes on after an exception, and so does its run', async () => {
  expect(await python('-i', script('ends.py'), 'prompt', 'raise')).toMatchObject({ status: 0 })
  expect((await historyOf(api, 'prompt')).run).toMatchObject({ status: 'COMPLETED', error: null })
})

test('numbers in dictionaries, and configs in dataclasses, have names with points', async () => {
  const log = `
from dataclasses import dataclass, field
import atelier
@dataclass
class Adam:
    lr: float = 0.1
@dataclass
class Config:
    epochs: int = 3
    optimizer: Adam = field(default_factory=Adam)
with atelier.init(project="edges", name="nested", tags=["one", "two"], config=Config()) as run:
    run.log({"train": {"loss": 1, "top": {5: 0.5}}, "loss": True})
`
  expect(await python('-c', log)).toMatchObject({ status: 0 })
  const { run, points } = await historyOf(api, 'nested')
  expect(run.tags).toEqual(['one', 'two'])
  expect(run.parameters).toEqual({ epochs: 3, 'optimizer.lr': 0.1 })
  expect(Object.fromEntries(points)).toEqual({ 'train.loss': 1, 'train.top.5': 1, loss: 1 })
})
