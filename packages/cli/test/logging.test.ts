import { appendFile, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Api, historyOf, startApi } from './support/api.ts'
import { languages, pythonEnv } from './support/languages.ts'
import { Program } from './support/program.ts'

let api: Api
beforeAll(async () => {
  api = await startApi('scripts_logging')
})
afterAll(() => api.remove())

describe.each(languages)(
  'a script in $language',
  ({ run: name, script: scriptOf, sync, other, language }) => {
    const script = scriptOf('train')
    const spool = () => join(api.folder, `spool-${language}`)
    const env = (more: Record<string, string> = {}) => ({
      ...{ ...pythonEnv, ATELIER_URL: api.url, ATELIER_SPOOL: spool() },
      ...more,
    })
    const start = (command: readonly string[], more: Record<string, string> = {}) =>
      new Program(command, env(more))
    const recordsFile = async () => {
      const [folder = ''] = await readdir(spool())
      return join(spool(), folder, 'records')
    }

    test('fills the pages that our own worker fills, and leaves nothing behind', async () => {
      const training = start([...script, '300', '0'])
      expect([await training.end(), training.stderr]).toEqual([0, expect.stringContaining('the run is at')])
      const { run, points, types } = await historyOf(api, name)
      expect(run).toMatchObject({ status: 'COMPLETED', source: 'LOGGED', tags: ['script'] })
      expect(run.parameters).toMatchObject({ 'optimizer.lr': 0.01 })
      expect(points.get('loss')).toBeGreaterThanOrEqual(300)
      const where = { name: 'Cloth & Co', workspace: { slug: 'default' } }
      expect(await api.db.project.count({ where })).toBe(1)
      expect(await api.db.epoch.count({ where: { runId: run.id } })).toBe(1)
      expect(await api.db.layerSummary.count({ where: { runId: run.id } })).toBe(1)
      expect(await api.db.confusionMatrix.count({ where: { runId: run.id } })).toBe(1)
      expect(await api.db.predictionSet.count({ where: { runId: run.id } })).toBe(1)
      expect(await api.db.evaluation.count({ where: { runId: run.id } })).toBe(1)
      for (const type of ['LayersSummarized', 'LogLine', 'ConfusionMatrixComputed', 'EvaluationCompleted'])
        expect(types.filter((each) => each === type)).toEqual([type])
      expect(await readdir(spool())).toEqual([])
    })

    test('trains through an outage; two syncs at once then send all of it once', async () => {
      await api.stop()
      const training = start([...script, '500', '0'], { PATIENCE: '0.2' })
      expect(await training.end()).toBe(0)
      expect(training.stderr).toContain('Not everything was sent')
      const early = start(sync)
      expect(await early.end()).toBe(1)
      expect(early.stderr).toContain('does not answer')
      // A torn line in the middle, as a full disk leaves it, and one that was cut at the end.
      const records = await readFile(await recordsFile(), 'utf8')
      const [first, ...rest] = records.split('\n')
      await writeFile(await recordsFile(), [first, 'ffffffff {"type":"me', ...rest].join('\n'))
      await appendFile(await recordsFile(), '0badc0de {"type"')
      await api.start()
      const syncs = [start(sync), start(other)]
      expect(await Promise.all(syncs.map((each) => each.end()))).toEqual([0, 0])
      const { run, points, types } = await historyOf(api, name)
      expect(run.status).toBe('COMPLETED')
      expect(points.get('accuracy')).toBeGreaterThanOrEqual(500)
      expect(types.filter((type) => type === 'LogLine')).toHaveLength(1)
      const again = start(other)
      expect([await again.end(), again.stdout]).toEqual([0, 'Nothing to send.\n'])
    })

    test('is killed in the middle: what it logged is sent, and the run has failed', async () => {
      const training = start([...script, '100000', '0.002'])
      await training.line('400')
      await training.kill('SIGKILL')
      const logged = Number(training.stdout.trim().split('\n').at(-1))
      const syncing = start(other)
      expect([await syncing.end(), syncing.stdout]).toEqual([0, expect.stringContaining('1 sent')])
      const { run, points } = await historyOf(api, name)
      expect(run).toMatchObject({ status: 'FAILED', error: expect.stringContaining('without finishing') })
      // Printed after it is logged, so that the last one may be missing there.
      expect([logged, logged + 1]).toContain(points.get('accuracy'))
    })

    test('logs into the workspace that it names, also when somebody sends it who names none', async () => {
      const slug = 'labör'
      await api.db.workspace.upsert({ where: { slug }, create: { slug, name: 'Lab' }, update: {} })
      const training = start([...script, '20', '0'], { ATELIER_MODE: 'offline', ATELIER_WORKSPACE: slug })
      expect(await training.end()).toBe(0)
      expect(await start(other).end()).toBe(0)
      const run = await api.db.run.findFirstOrThrow({
        where: { name },
        orderBy: { createdAt: 'desc' },
        include: { project: { include: { workspace: true } } },
      })
      expect(run.project).toMatchObject({ name: 'Cloth & Co', workspace: { slug } })
      const listing = start([
        process.execPath,
        'packages/cli/src/main.ts',
        'runs',
        'list',
        '--workspace',
        slug,
      ])
      expect([await listing.end(), listing.stdout]).toEqual([0, expect.stringContaining(name)])
    })

    test('goes on while the server is restarted', async () => {
      const training = start([...script, '1200', '0.002'])
      await training.line('100')
      await api.stop()
      await training.line('600')
      await api.start()
      expect(await training.end()).toBe(0)
      const { run, points, types } = await historyOf(api, name)
      expect(run.status).toBe('COMPLETED')
      expect(points.get('loss')).toBeGreaterThanOrEqual(1200)
      expect(types.filter((type) => type === 'LogLine')).toHaveLength(1)
      expect(await readdir(spool())).toEqual([])
    })

    test('goes on when its disk is full, with one warning', async () => {
      const limited = `trap '' XFSZ; ulimit -f 16; exec "$@"`
      const training = start(['bash', '-c', limited, 'bash', ...script, '1000', '0'])
      expect(await training.end()).toBe(0)
      expect(training.stderr.match(/the spool cannot be written/g)).toHaveLength(1)
      const { run, points } = await historyOf(api, name)
      expect(run.status).toBe('COMPLETED')
      expect(points.get('loss')).toBeGreaterThanOrEqual(1000)
    })
  },
)
