import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import path from 'node:path'
import { requestSteering } from '@atelier/db'
import { createTestDatabase, type TestDatabase } from '@atelier/db/testing'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { failureOf } from '../src/training/failure.ts'
import { LastWords } from '../src/training/last-words.ts'
import { History } from './history.ts'
import { SmallDisk } from './small-disk.ts'
import { startWorker, temporaryData, type WorkerProcess } from './worker-process.ts'

// Real trainings, beside whatever else keeps the machine busy.
vi.setConfig({ testTimeout: 240_000 })

const MANY_EPOCHS = 9000

let database: TestDatabase
let history: History
let worker: WorkerProcess
const dataFolder = temporaryData()
const storage = path.join(dataFolder, 'storage')
mkdirSync(storage)
const disk = SmallDisk.mount(storage, 6)
beforeAll(async () => {
  database = await createTestDatabase('causes')
  history = await History.open(database.url)
  worker = await startWorker(database.url, 'unlucky', { ATELIER_DATA: dataFolder })
})
afterAll(async () => {
  worker.kill('SIGTERM')
  await worker.exit
  disk?.unmount()
  await history.close()
  await database.drop()
  rmSync(dataFolder, { recursive: true, force: true })
})

const attemptsOf = (runId: string) =>
  history.db.runAttempt.findMany({ where: { runId }, orderBy: { number: 'asc' } })

test('a data set that has disappeared is named, with its file', async () => {
  const datasets = path.join(dataFolder, 'datasets')
  renameSync(datasets, `${datasets}.away`)
  const { id } = await history.launch({}, 0)
  const { run } = await history.ended(id)
  renameSync(`${datasets}.away`, datasets)
  expect(run).toMatchObject({ status: 'FAILED', error: expect.stringMatching(/fashion-mnist.* is missing/) })
  expect(await attemptsOf(id)).toMatchObject([{ cause: 'DATASET_MISSING', reason: run.error }])
})

test('a full disk is named; the training goes on once there is room', async ({ skip }) => {
  if (!disk) return skip('no tmpfs can be mounted here')
  let free = disk.fill()
  const { id } = await history.launch({ epochs: MANY_EPOCHS, validationSplit: 0.1 }, 1)
  await history.until(id, ({ type, payload }) => type === 'StatusChanged' && payload.reason !== null)
  const [first] = await attemptsOf(id)
  expect(first).toMatchObject({ cause: 'DISK_FULL', reason: expect.stringMatching(/^The disk is full\. /) })
  free()

  // In training, a checkpoint that finds no room is left out.
  await history.firstEpoch(id)
  free = disk.fill()
  await history.until(
    id,
    ({ type, payload }) =>
      type === 'LogLine' && /^The disk is full\. The checkpoint of epoch \d+/.test(payload.message),
  )
  free()
  const { epochsCompleted } = await history.run(id)
  await requestSteering(history.db, id, { epochs: epochsCompleted + 2 })
  const { run } = await history.ended(id)
  expect(run).toMatchObject({ status: 'COMPLETED', restarts: 1 })
  expect(existsSync(path.join(storage, 'artifacts', id, 'weights.safetensors'))).toBe(true)
})

/** Logs for as long as it lives, and says on standard error when it has done so for a while. */
const talkative = `import { createLog } from '@atelier/observe'
const log = createLog({ name: 'talkative', level: 'info' })
let lines = 0
setInterval(() => {
  log.info('still here')
  if (++lines === 50) process.stderr.write('enough')
}, 5)`

test('a process whose log finds the disk full lives on, and goes on logging once there is room', async ({
  skip,
}) => {
  if (!disk) return skip('no tmpfs can be mounted here')
  const file = path.join(storage, 'talkative.log')
  const output = openSync(file, 'a')
  const free = disk.fill()
  const child = spawn(process.execPath, ['--input-type=module', '--eval', talkative], {
    cwd: path.resolve(import.meta.dirname, '..'),
    stdio: ['ignore', output, 'pipe'],
  })
  closeSync(output)
  if (!child.stderr) throw new Error('its standard error is a pipe')
  const words = Promise.race([once(child.stderr, 'data').then(String), once(child, 'exit').then(String)])
  expect(await words).toBe('enough')
  expect(readFileSync(file, 'utf8')).toBe('')
  free()
  await vi.waitFor(() => expect(readFileSync(file, 'utf8')).toContain('still here'), { timeout: 30_000 })
  child.kill('SIGKILL')
  rmSync(file)
})

/** A control group that leaves its processes hardly any memory more; none where this machine lets nobody make one. */
function tightGroup(): string | undefined {
  const name = `atelier-test-${process.pid}`
  for (const [parent, limit] of [
    ['/sys/fs/cgroup/memory', 'memory.limit_in_bytes'],
    ['/sys/fs/cgroup', 'memory.max'],
  ] as const) {
    const group = path.join(parent, name)
    try {
      mkdirSync(group)
      writeFileSync(path.join(group, limit), String(2 ** 20))
      return group
    } catch {
      if (existsSync(group)) rmdirSync(group)
    }
  }
  return undefined
}

test('a training process that the kernel kills for want of memory is named', async ({ skip }) => {
  const group = tightGroup()
  if (!group) return skip('no memory control group can be made here')
  const { id } = await history.launch({ epochs: MANY_EPOCHS }, 0)
  await history.firstEpoch(id)
  for (const pid of worker.children()) writeFileSync(path.join(group, 'cgroup.procs'), String(pid))
  const { run } = await history.ended(id)
  expect(run).toMatchObject({
    status: 'FAILED',
    error: expect.stringMatching(/^The machine ran out of memory/),
  })
  expect(await attemptsOf(id)).toMatchObject([{ cause: 'OUT_OF_MEMORY' }])
  rmdirSync(group)
})

test("Node's own heap that is full is named, whatever its stack ends with", async () => {
  const greedy = 'const all = []; for (;;) all.push({ number: Math.random() })'
  const child = spawn(process.execPath, ['--max-old-space-size=20', '-e', greedy])
  const words = new LastWords(child, () => {})
  const signal = await new Promise<NodeJS.Signals | null>((resolve) =>
    child.once('exit', (_, by) => resolve(by)),
  )
  const lastWords = await words.complete()
  expect(lastWords).toMatch(/^FATAL ERROR: .*heap/)
  expect(failureOf({ failed: null, exitCode: null, signal, lastWords }, false)).toMatchObject({
    ...{ cause: 'OUT_OF_MEMORY', reason: expect.stringMatching(/ran out of memory/) },
  })
})
