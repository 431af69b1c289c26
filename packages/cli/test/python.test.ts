import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Api, historyOf, startApi } from './support/api.ts'
import { Program, repository } from './support/program.ts'

let api: Api
beforeAll(async () => {
  api = await startApi('scripts_python')
})
afterAll(() => api.remove())

const spool = () => join(api.folder, 'spool')
async function python(script: string) {
  const program = new Program(['python3', join(import.meta.dirname, 'scripts', script)], {
    ...{ ATELIER_URL: api.url, ATELIER_SPOOL: spool() },
    ...{ PYTHONPATH: join(repository, 'clients/python/src'), PYTHONDONTWRITEBYTECODE: '1' },
  })
  return { status: await program.end(), stderr: program.stderr }
}

test('a forked child logs into the run of its parent, whose end sends everything', async () => {
  expect(await python('fork.py')).toMatchObject({ status: 0 })
  const { run, points, events } = await historyOf(api, 'fork')
  expect(run.status).toBe('COMPLETED')
  const lines = events.flatMap((event) => (event.__typename === 'LogLine' ? [event.message] : []))
  expect(lines).toEqual(['before', 'from the child', 'from the parent'])
  expect(Object.fromEntries(points)).toEqual({ loss: 51, from_child: 1 })
  expect(await readdir(spool())).toEqual([])
})

test('nothing that is logged fails the script; the exception that ends it fails the run', async () => {
  const { status, stderr } = await python('raises.py')
  expect(status).toBe(1)
  for (const told of ['loss was nan', 'odd was <object', 'log was given', 'log_confusion_matrix was given'])
    expect(stderr).toContain(told)
  const { run, points } = await historyOf(api, 'raises')
  expect(run).toMatchObject({ status: 'FAILED', error: 'ValueError: the data is gone' })
  expect(run.parameters).toMatchObject({ nan: 'nan', when: expect.stringContaining('<object') })
  expect(points.get('fine')).toBe(1)
})

test("Keras's calls become history, layers and metrics", async () => {
  expect(await python('keras_fit.py')).toMatchObject({ status: 0 })
  const { run, points } = await historyOf(api, 'keras')
  expect(run).toMatchObject({ status: 'COMPLETED', epochsCompleted: 2, totalParameters: 23 })
  expect(points.get('batch_loss')).toBe(8)
  expect(points.get('auc')).toBe(2)
  const where = { runId: run.id }
  const epochs = await api.db.epoch.findMany({ where, orderBy: { index: 'asc' } })
  expect(epochs).toMatchObject(
    [1, 2].map((index) => ({ index, accuracy: 0.75, validationAccuracy: 0.7, learningRate: 0.01 })),
  )
  expect(epochs[0]?.examplesPerSecond).toBeGreaterThan(0)
  const layers = await api.db.layerSummary.findMany({ where, orderBy: { index: 'asc' } })
  expect(layers).toMatchObject([
    { name: 'dense', type: 'Dense', parameters: 15, outputShape: [null, 3], settings: { units: 3 } },
    { name: 'dense_1', type: 'Dense', parameters: 8, outputShape: [null, 2], settings: { units: 2 } },
  ])
})
