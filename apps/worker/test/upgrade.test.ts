import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, rmSync } from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'
import {
  type Database,
  filterCondition,
  findConfusionMatrix,
  forkRun,
  knownMigrations,
  listRuns,
  readEvents,
} from '@atelier/db'
import { createTestDatabase, type TestDatabase } from '@atelier/db/testing'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { History } from './history.ts'
import { startWorker, temporaryData } from './worker-process.ts'

vi.setConfig({ testTimeout: 240_000 })

/**
 * What older versions left, each named after its newest migration and backed up from an installation whose own worker had
 * trained: a run that was completed, one that was stopped, and one that still waits. The oldest kept no files of its runs;
 * the oldest that did left checkpoints and artefacts.
 */
const archives = [
  { migration: '20261124233458_first_history', artifacts: 0, forkable: 0 },
  { migration: '20261125093000_run_search', artifacts: 4, forkable: 2 },
]
const folder = path.join(import.meta.dirname, 'upgrade')
const program = path.resolve(import.meta.dirname, '../../../packages/db/src/backup/cli.ts')

let database: TestDatabase
let dataFolder: string
beforeEach(async () => {
  database = await createTestDatabase('upgrade')
  for (const schema of ['public', 'pgboss'])
    await database.db.$executeRawUnsafe(`DROP SCHEMA ${schema} CASCADE`)
  await database.db.$executeRawUnsafe('CREATE SCHEMA public')
  dataFolder = temporaryData()
})
afterEach(async () => {
  await database.drop()
  rmSync(dataFolder, { recursive: true })
})

test('all that older versions left is tried', () => {
  expect(readdirSync(folder)).toEqual(archives.map(({ migration }) => `${migration}.tar.zst`))
})

test.each(archives)(
  'what $migration holds is there after the upgrade, its waiting run is trained, its trained ones go on',
  async ({ migration, ...kept }) => {
    const from = path.join(folder, `${migration}.tar.zst`)
    const env = { ...process.env, DATABASE_URL: database.url, ATELIER_DATA: dataFolder }
    const { stdout } = await promisify(execFile)(process.execPath, [program, 'restore', '--from', from], {
      env,
    })
    const newest = knownMigrations().indexOf(migration)
    expect(stdout).toContain(`${knownMigrations().length - 1 - newest} migrations applied`)

    const { db } = database
    const runs = await runsByName(db)
    expect([...runs].map(([name, { status }]) => [name, status])).toEqual([
      ['custom-1', 'COMPLETED'],
      ['custom-2', 'STOPPED'],
      ['custom-3', 'QUEUED'],
    ])
    const [completed, stopped, waiting] = runs.values()
    if (!completed || !stopped || !waiting) throw new Error('the archive holds three runs')
    const epochs = await epochsOf(db, completed.id)
    expect(epochs.map(({ index }) => index)).toEqual([1, 2])
    const series = await db.metricSeries.findFirstOrThrow({
      where: { runId: completed.id, name: 'val_accuracy' },
    })
    expect(series.last).toBe(epochs[1]?.validationAccuracy)
    const events = await readEvents(db, { runId: completed.id, after: 0n, limit: 1000 })
    expect(events.map(({ sequence }) => sequence)).toEqual(events.map((_, index) => BigInt(index + 1)))
    expect(events.filter(({ type }) => type === 'EpochCompleted')).toHaveLength(2)
    const matrix = await findConfusionMatrix(db, completed.id, 2)
    expect(matrix?.counts.flat().reduce((sum, count) => sum + count, 0)).toBe(64)
    const artifacts = await db.artifact.findMany()
    expect(artifacts).toHaveLength(kept.artifacts)
    for (const { runId, name, sha256 } of artifacts) {
      const file = readFileSync(path.join(dataFolder, 'storage/artifacts', runId, name))
      expect(createHash('sha256').update(file).digest()).toEqual(Buffer.from(sha256))
    }

    const history = await History.open(database.url)
    const worker = await startWorker(database.url, 'upgraded', { ATELIER_DATA: dataFolder })
    const { run } = await history.ended(waiting.id)
    expect(run).toMatchObject({ status: 'COMPLETED', error: null, epochsCompleted: 1 })
    const forkable = [completed, stopped].filter(({ checkpointEpochs }) => checkpointEpochs.length > 0)
    expect(forkable).toHaveLength(kept.forkable)
    for (const { id: runId, checkpointEpochs } of forkable) {
      const epoch = checkpointEpochs.at(-1) ?? 0
      const fork = await forkRun(db, history.queue, { runId, epoch, epochs: epoch + 1 })
      if (!fork.ok) throw new Error(JSON.stringify(fork.issues))
      const { run: forked } = await history.ended(fork.value.id)
      expect(forked).toMatchObject({ status: 'COMPLETED', error: null, epochsCompleted: epoch + 1 })
      const [older, newer] = [await epochsOf(db, runId), await epochsOf(db, forked.id)]
      const losses = (list: typeof older) => list.slice(0, epoch).map(({ loss }) => loss)
      expect(losses(newer)).toEqual(losses(older))
      // It goes on, and does not begin anew.
      expect(newer.at(-1)?.loss).toBeLessThan(older[0]?.loss ?? 0)
    }
    worker.kill('SIGTERM')
    expect(await worker.exit).toBe(0)
    await history.close()
  },
)

async function runsByName(db: Database) {
  const order = { by: 'METRIC', metric: 'val_accuracy', statistic: 'LAST', direction: 'DESC' } as const
  const { runs } = await listRuns(db, { where: filterCondition({}), order, first: 10, after: null })
  const byName = runs.map(({ run }) => [run.name, run] as const)
  return new Map(byName.sort(([one], [other]) => one.localeCompare(other)))
}

const epochsOf = (db: Database, runId: string) =>
  db.epoch.findMany({ where: { runId }, orderBy: { index: 'asc' } })
