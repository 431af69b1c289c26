import { execFile } from 'node:child_process'
import { readdirSync, rmSync } from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'
import { filterCondition, findConfusionMatrix, knownMigrations, listRuns, readEvents } from '@atelier/db'
import { createTestDatabase, type TestDatabase } from '@atelier/db/testing'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { History } from './history.ts'
import { startWorker, temporaryData } from './worker-process.ts'

vi.setConfig({ testTimeout: 240_000 })

/**
 * What older versions left, each named after its newest migration and backed up from a database that its own worker had
 * trained into: a run that was completed, one that was stopped, and one that still waits.
 */
const folder = path.join(import.meta.dirname, 'upgrade')
const archives = readdirSync(folder)
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

test.each(archives)(
  'what %s holds is there after the upgrade, and its waiting run is trained',
  async (archive) => {
    const from = path.join(folder, archive)
    const env = { ...process.env, DATABASE_URL: database.url, ATELIER_DATA: dataFolder }
    const { stdout } = await promisify(execFile)(process.execPath, [program, 'restore', '--from', from], {
      env,
    })
    const newest = knownMigrations().indexOf(archive.replace(/\.tar\.zst$/, ''))
    expect(stdout).toContain(`${knownMigrations().length - 1 - newest} migrations applied`)

    const { db } = database
    const sorted = {
      by: 'METRIC',
      metric: 'val_accuracy',
      statistic: 'LAST',
      direction: 'DESC',
    } as const
    const listed = await listRuns(db, { where: filterCondition({}), order: sorted, first: 10, after: null })
    const runs = listed.runs.map(({ run }) => run)
    expect(runs.map(({ name, status }) => [name, status])).toEqual([
      ['custom-2', 'STOPPED'],
      ['custom-1', 'COMPLETED'],
      ['custom-3', 'QUEUED'],
    ])
    const [, completed, waiting] = runs
    if (!completed || !waiting) throw new Error('the archive holds three runs')
    const epochs = await db.epoch.findMany({ where: { runId: completed.id }, orderBy: { index: 'asc' } })
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

    const history = await History.open(database.url)
    const worker = await startWorker(database.url, 'upgraded', { ATELIER_DATA: dataFolder })
    const { run } = await history.ended(waiting.id)
    expect(run).toMatchObject({ status: 'COMPLETED', error: null, epochsCompleted: 1 })
    worker.kill('SIGTERM')
    expect(await worker.exit).toBe(0)
    await history.close()
  },
)
