import { readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Api, startApi } from './support/api.ts'
import { languages, pythonEnv } from './support/languages.ts'
import { Program } from './support/program.ts'

let api: Api
beforeAll(async () => {
  api = await startApi('scripts_again')
})
afterAll(() => api.remove())

const three = (label: string) => [1, 2, 3].map((number) => `${label} ${number}`)

describe.each(languages)('the same key again, in $language', ({ language, script, sync, other }) => {
  const spool = () => join(api.folder, `spool-${language}`)
  const start = (...command: readonly string[]) =>
    new Program(command, { ...pythonEnv, ATELIER_URL: api.url, ATELIER_SPOOL: spool() })
  const begin = (key: string, label: string, gate?: string) =>
    start(...script('again'), `${key} ${language}`, label, ...(gate === undefined ? [] : [gate]))
  const runOf = (key: string) => api.db.run.findFirstOrThrow({ where: { name: `${key} ${language}` } })
  /** What a run's log says of one type, in its order. */
  const logOf = async (key: string, type: 'LogLine' | 'StatusChanged', field: string) => {
    const where = { run: { name: `${key} ${language}` }, type }
    const events = await api.db.runEvent.findMany({ where, orderBy: { sequence: 'asc' } })
    return events.map(({ payload }) => new Map(Object.entries(payload ?? {})).get(field))
  }
  const linesOf = (key: string) => logOf(key, 'LogLine', 'message')
  const statusesOf = (key: string) => logOf(key, 'StatusChanged', 'status')
  /** A script that logs, is seen by the server, and is killed before it can end its run. */
  const beginAndKill = async (key: string, label: string) => {
    const killed = begin(key, label, join(api.folder, 'never'))
    await killed.line('logged')
    await expect.poll(() => linesOf(key), { timeout: 20_000 }).toEqual(expect.arrayContaining(three(label)))
    await killed.kill('SIGKILL')
  }

  test('the lines of every start stand in the log, in order, however often they are sent', async () => {
    await beginAndKill('lines', 'first')
    const [left = ''] = await readdir(spool())
    expect(await begin('lines', 'second').end()).toBe(0)
    expect(await linesOf('lines')).toEqual([...three('first'), ...three('second')])
    // As after a power cut: what was sent is not known, and all of it is sent once more.
    await rm(join(spool(), left, 'sent.json'))
    expect(await start(...other).end()).toBe(0)
    expect(await linesOf('lines')).toEqual([...three('first'), ...three('second')])
    expect(await runOf('lines')).toMatchObject({ status: 'COMPLETED', error: null })
    expect(await readdir(spool())).toEqual([])
  })

  test('sync does not end the run of a killed script while another one logs into it', async () => {
    await beginAndKill('shared', 'first')
    const gate = join(api.folder, `gate-${language}`)
    const second = begin('shared', 'second', gate)
    await second.line('logged')
    const syncing = start(...sync)
    expect([await syncing.end(), syncing.stdout]).toEqual([0, expect.stringMatching(/^1 sent, 1 still/)])
    expect(await runOf('shared')).toMatchObject({ status: 'RUNNING', error: null })
    await writeFile(gate, '')
    expect([await second.end(), second.stderr]).toEqual([0, expect.not.stringContaining('already ended')])
    expect(await runOf('shared')).toMatchObject({ status: 'COMPLETED', error: null })
    expect(await statusesOf('shared')).toEqual(['RUNNING', 'COMPLETED'])
    expect(await linesOf('shared')).toEqual([...three('first'), ...three('second')])
  })

  test('when the last of them is dead too the run has failed, and runs again when the script comes again', async () => {
    await beginAndKill('dead', 'first')
    await beginAndKill('dead', 'second')
    const syncing = start(...other)
    expect([await syncing.end(), syncing.stdout]).toEqual([0, expect.stringMatching(/^2 sent/)])
    expect(await runOf('dead')).toMatchObject({
      ...{ status: 'FAILED', error: 'The script ended without finishing its run.' },
    })
    expect(await begin('dead', 'third').end()).toBe(0)
    expect(await runOf('dead')).toMatchObject({ status: 'COMPLETED', error: null })
    expect(await statusesOf('dead')).toEqual(['RUNNING', 'FAILED', 'RUNNING', 'COMPLETED'])
    expect(await linesOf('dead')).toEqual([...three('first'), ...three('second'), ...three('third')])
  })
})
