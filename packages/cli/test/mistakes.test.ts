import { once } from 'node:events'
import { readdir } from 'node:fs/promises'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Api, startApi } from './support/api.ts'
import { languages, pythonEnv } from './support/languages.ts'
import { Program } from './support/program.ts'

let api: Api
beforeAll(async () => {
  api = await startApi('scripts_mistakes')
})
afterAll(() => api.remove())

/** How the runs of a script end that ends in this way, beside its own status. */
const ends: Readonly<
  Record<string, readonly (readonly [string, number | null, string, string | RegExp | null])[]>
> = {
  Python: [
    ['end', 0, 'COMPLETED', null],
    ['exit 0', 0, 'COMPLETED', null],
    ['exit 3', 3, 'FAILED', 'The script ended with status 3.'],
    ['with 0', 0, 'COMPLETED', null],
    ['with 3', 3, 'FAILED', 'The script ended with status 3.'],
    ['caught', 0, 'COMPLETED', null],
    ['words', 1, 'FAILED', 'no more data'],
    ['raise', 1, 'FAILED', /^ValueError: the data is gone!+$/],
    ['raise nothing', 1, 'FAILED', 'ValueError'],
    ['interrupt', null, 'STOPPED', null],
  ],
  TypeScript: [
    ['end', 0, 'COMPLETED', null],
    ['exit 0', 0, 'COMPLETED', null],
    ['exit 3', 3, 'FAILED', 'The script ended with status 3.'],
    ['code 3', 3, 'FAILED', 'The script ended with status 3.'],
    ['words', 1, 'FAILED', 'no more data'],
    ['raise', 1, 'FAILED', /^TypeError: the data is gone!+$/],
    ['reject', 1, 'FAILED', 'Error: nobody waited'],
  ],
}

describe.each(languages)('mistakes in $language', ({ language, script, sync, other }) => {
  const spool = () => join(api.folder, `spool-${language}`)
  const start = (command: readonly string[], more: Readonly<Record<string, string>> = {}) =>
    new Program(command, { ...pythonEnv, ATELIER_URL: api.url, ATELIER_SPOOL: spool(), ...more })

  test('whatever is handed over, the rest arrives, and each mistake is told once', async () => {
    const mistaken = start([...script('odd'), `odd ${language}`])
    expect(await mistaken.end()).toBe(0)
    // Nothing was refused by the server, so nothing is kept.
    expect(await readdir(spool())).toEqual([])
    const run = await api.db.run.findFirstOrThrow({
      where: { project: { name: `odd ${language}` } },
      include: { metrics: true, epochRows: true, events: { where: { type: 'LogLine' } } },
    })
    expect(run).toMatchObject({
      status: 'COMPLETED',
      tags: ['base'],
      key: expect.stringMatching(/^[\da-f]{64}$/),
    })
    expect(run.name).toBe(`ünï 😀 ${'x'.repeat(193)}`)
    expect(run.parameters).toMatchObject({
      ...{ lr: 0.1, 7: 'seven', 'deep.er.x': '1, 2', nan: expect.stringMatching(/^nan$/i), none: null },
      ...{ text: 'a\uFFFDb', half: 'a\uFFFDb', big: '1180591620717411303424', long: 'x'.repeat(2000) },
      ...{ ['y'.repeat(250)]: 1, list: expect.stringMatching(/^\[0, ?1, ?2/) },
    })
    const counts = run.metrics.map(({ name, count }) => [name, count])
    expect(Object.fromEntries(counts)).toEqual({ ok: 2, 'ünï 😀': 1, loss: 1 })
    expect(run.epochRows).toMatchObject([{ index: 2, loss: 0.5 }])
    const lines = run.events.map(({ payload }) => new Map(Object.entries(payload ?? {})).get('message'))
    expect(lines.toSorted()).toEqual([' ', 'a\uFFFDb', 'l'.repeat(20_000)])
    for (const told of [
      ...['the config is too large', '2000 characters: long is cut'],
      ...[
        'odd was',
        "no metric can be called ''",
        'a step is from 0 to',
        'log was given',
        'not in the history',
      ],
      ...['it ends as COMPLETED', 'what is logged after that is left out'],
    ])
      expect(mistaken.stderr.split(told)).toHaveLength(2)
  })

  test('where no spool can be made, it is sent from memory', async () => {
    const training = start([...script('train'), '5', '0'], { ATELIER_SPOOL: '/proc/nowhere/spool' })
    expect(await training.end()).toBe(0)
    expect(training.stderr).toContain('there is no spool')
    const sent = await api.db.run.findFirstOrThrow({
      where: { project: { name: 'Cloth & Co' }, id: /runs\/(\S+)/.exec(training.stderr)?.[1] ?? '' },
      include: { metrics: { where: { name: 'loss' } } },
    })
    expect(sent).toMatchObject({ status: 'COMPLETED', metrics: [{ count: 5 }] })
    const nowhere = { ATELIER_SPOOL: '/proc/nowhere', ATELIER_URL: 'http://127.0.0.1:9', PATIENCE: '0.1' }
    const lost = start([...script('train'), '5', '0'], nowhere)
    expect([await lost.end(), lost.stderr]).toEqual([0, expect.stringContaining('The rest is lost')])
  })

  test.each(ends[language] ?? [])('a script that ends by "%s"', async (way, status, stored, error) => {
    const name = `${language} ${way}`
    const ending = start([...script('ends'), name, way])
    expect([await ending.end(), ending.stderr]).toEqual([status, expect.any(String)])
    expect(await start(sync).end()).toBe(0)
    const run = await api.db.run.findFirstOrThrow({ where: { name } })
    expect(run).toMatchObject({ status: stored })
    if (error instanceof RegExp) expect(run.error).toMatch(error)
    else expect(run.error).toBe(error)
  })

  test('a wrong key, a wrong workspace or address is told; the run is kept until it is right', {
    timeout: 180_000,
  }, async () => {
    const elsewhere = createServer((_request, response) => {
      response.writeHead(301, { location: 'https://atelier.example/graphql' }).end()
    })
    elsewhere.listen(0, '127.0.0.1')
    await once(elsewhere, 'listening')
    const address = elsewhere.address()
    const port = typeof address === 'object' ? address?.port : 0
    const nowhere = `nowhere-${language.toLowerCase()}`
    const cases: [more: Record<string, string>, told: string][] = [
      [{ ATELIER_API_KEY: 'atl_wrong' }, 'Set ATELIER_API_KEY to a key'],
      [{ ATELIER_WORKSPACE: nowhere }, `The workspace that was named is '${nowhere}'.`],
      [{ ATELIER_URL: 'localhost:3000' }, 'it begins with http:// or https://'],
      [{ ATELIER_URL: `http://127.0.0.1:${port}` }, 'leads on to https://atelier.example/graphql'],
      [{ ATELIER_URL: 'http://127.0.0.1:9' }, 'does not answer'],
    ]
    const trainings = await Promise.all(
      cases.map(async ([more, told]) => {
        const training = start([...script('train'), '3', '0'], { PATIENCE: '8', ...more })
        return [await training.end(), training.stderr.split(told).length]
      }),
    )
    expect(trainings).toEqual(cases.map(() => [0, 2]))
    const [{ length: kept }] = [await readdir(spool())]
    expect(kept).toBe(cases.length)
    await new Promise((resolve) => elsewhere.close(resolve))
    await api.db.workspace.create({ data: { slug: nowhere, name: nowhere } })
    const syncing = start(other)
    expect([await syncing.end(), syncing.stdout]).toEqual([0, expect.stringContaining(`${kept} sent`)])
  })
})
