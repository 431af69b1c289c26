import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { init } from '@atelier/client'
import { parquetReadObjects } from 'hyparquet'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { type Api, startApi } from './support/api.ts'
import { Program } from './support/program.ts'

let api: Api
/** Runs in the order of their making, as their ids. */
const ids: string[] = []
beforeAll(async () => {
  api = await startApi('commands')
  vi.stubEnv('ATELIER_URL', api.url)
  vi.stubEnv('ATELIER_SPOOL', join(api.folder, 'spool'))
  for (const [name, last] of [['first, "run"', 0.5] as const, ['second', 0.25] as const]) {
    const run = await init({ project: 'study', name, config: { lr: last }, tags: [name.slice(0, 5)] })
    for (const step of [1, 2, 3]) run.log({ loss: last * (4 - step) }, { step })
    const status = name === 'second' ? 'FAILED' : 'COMPLETED'
    await run.finish({ status, error: status === 'FAILED' ? 'out of luck' : null })
    ids.push(run.id ?? 'none')
  }
})
afterAll(async () => {
  vi.unstubAllEnvs()
  await api.remove()
})

async function atelier(...words: string[]) {
  const program = new Program([process.execPath, 'packages/cli/src/main.ts', ...words], {})
  const status = await program.end()
  return { status, stdout: program.stdout, stderr: program.stderr }
}

test('lists runs as a table, as CSV and as JSON, without colour when piped', async () => {
  const table = await atelier('runs', 'list', '--sort', 'name')
  expect(table).toMatchObject({ status: 0, stderr: '' })
  expect(table.stdout).not.toContain('\u001B')
  const [head, ...lines] = table.stdout.trim().split('\n')
  expect(head).toMatch(/^id +name +project +status/)
  expect(lines.map((line) => line.slice(0, 36))).toEqual(ids)
  const { stdout: csv } = await atelier('runs', 'list', '--csv', '--filter', 'tag:first')
  expect(csv.split('\n')[0]).toMatch(/^id,name,.*parameters\.lr,metrics\.loss\.last/)
  expect(csv).toContain('"first, ""run"""')
  const { stdout: json } = await atelier('runs', 'list', '--json', '--limit', '1')
  expect(JSON.parse(json)).toMatchObject([{ id: ids[1], name: 'second', parameters: { lr: 0.25 } }])
  const none = await atelier('runs', 'list', '--filter', 'status:running')
  expect(none).toMatchObject({ status: 0, stdout: '', stderr: 'There are no such runs.\n' })
})

test('searches with the grammar of the API, and sorts by metrics and parameters as well', async () => {
  const [first = '', second = ''] = ids
  const listed = async (...words: string[]) => {
    const { status, stdout, stderr } = await atelier('runs', 'list', '--csv', ...words)
    const lines = stdout.trim().split('\n').slice(1)
    return { status, stderr, ids: lines.map((line) => line.split(',', 1)[0]) }
  }
  const found = (...those: string[]) => ({ status: 0, stderr: '', ids: those })
  expect(await listed('--filter', 'loss.min<0.4 OR -status:failed', '--sort', 'loss.min')).toEqual(
    found(second, first),
  )
  expect(await listed('--filter', 'lr=0.25 project:study by:"nobody here"')).toMatchObject({ ids: [] })
  expect(await listed('--sort', 'loss')).toEqual(found(first, second))
  expect(await listed('--sort', 'loss.max:asc')).toEqual(found(second, first))
  expect(await listed('--sort', 'param.lr')).toEqual(found(second, first))
  expect(await listed('--sort', 'metric.loss.last:desc', '--limit', '1')).toEqual(found(first))
  const unknown = "None of these runs has a metric 'luck', by which to sort them.\n"
  expect(await listed('--sort', 'luck')).toMatchObject({ status: 0, stderr: unknown })
})

test('points at what is wrong in a search', async () => {
  expect(await atelier('runs', 'list', '--filter', 'tag:baseline status:odd')).toEqual({
    ...{ status: 2, stdout: '' },
    stderr: [
      "--filter: 'odd' is no status: it is one of queued, running, paused, completed, failed, stopped.",
      '  tag:baseline status:odd',
      '                      ^^^',
      '',
    ].join('\n'),
  })
  expect(await atelier('runs', 'export', '--csv', '-', '--filter', 'lr=')).toEqual({
    ...{ status: 2, stdout: '' },
    stderr: '--filter: A value is missing here.\n  lr=\n     ^\n  here could be: a value\n',
  })
})

test('shows a run, and watches it to its end', async () => {
  const [first = '', second = ''] = ids
  const { stdout } = await atelier('runs', 'show', first)
  expect(stdout).toMatch(/first, "run" \(#1\)\n/)
  expect(stdout).toMatch(/loss +0\.5 +0\.5 +1\.5 +3/)
  const watched = await atelier('runs', 'watch', first)
  expect(watched).toMatchObject({
    status: 0,
    stdout: expect.stringMatching(/running\n.*loss.*\n.*completed\n$/s),
  })
  const failed = await atelier('runs', 'watch', second, '--json')
  expect(failed).toMatchObject({ status: 1, stderr: 'The run failed: out of luck\n' })
  const events = failed.stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  expect(events.at(-1)).toMatchObject({ __typename: 'StatusChanged', status: 'FAILED' })
})

test('exports the points of a run and the table of all runs', async () => {
  const [first = ''] = ids
  const file = join(api.folder, 'points.parquet')
  expect(await atelier('runs', 'export', first, '--parquet', file)).toMatchObject({ status: 0 })
  const bytes = await readFile(file)
  const points = await parquetReadObjects({ file: Uint8Array.from(bytes).buffer })
  expect(points).toMatchObject([
    { metric: 'loss', step: 1, value: 1.5 },
    { metric: 'loss', step: 2, value: 1 },
    { metric: 'loss', step: 3, value: 0.5 },
  ])
  const { stdout } = await atelier('runs', 'export', '--csv', '-', '--sort', 'created:asc')
  expect(
    stdout
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => line.slice(0, 36)),
  ).toEqual(ids)
})

test('launches and stops a run', async () => {
  const launched = await atelier('launch', '--epochs', '1', '--project', 'fashion-mnist-study')
  expect(launched).toMatchObject({ status: 0, stderr: expect.stringContaining('is queued') })
  const id = launched.stdout.trim()
  expect(await atelier('stop', id)).toMatchObject({ status: 0, stderr: 'The run is stopped.\n' })
  expect(await api.db.run.findUniqueOrThrow({ where: { id } })).toMatchObject({ status: 'STOPPED' })
})

test('says clearly what is wrong: 2 for a wrong call, 1 for what did not work', {
  timeout: 300_000,
}, async () => {
  const cases: [words: string[], status: number, said: string][] = [
    [['runs', 'list', '--colour'], 2, 'there is no option --colour'],
    [['runs', 'show'], 2, 'ID'],
    [['runs', 'fly'], 2, "There is no command 'runs fly'"],
    [['runs', 'list', '--filter', '(lr=1'], 2, 'A bracket is not closed'],
    [['runs', 'export'], 2, '--parquet FILE'],
    [['runs', 'export', '--csv', '--filter', 'lr=1'], 2, '--csv needs a value'],
    [['launch', '--project'], 2, '--project needs a value'],
    [['launch', '--epochs', 'x'], 2, '--epochs must be a whole number'],
    [[], 2, 'USAGE atelier'],
    [['runs', 'show', 'nothing'], 1, 'There is no run nothing.'],
    [['runs', 'watch', 'nothing'], 1, 'There is no run nothing.'],
    [['runs', 'export', 'nothing', '--csv', '-'], 1, 'There is no run nothing.'],
    [['runs', 'export', '--csv', '/no/such/folder/runs.csv'], 1, 'runs.csv cannot be written'],
    [['runs', 'export', '--parquet', '/no/such/folder/runs.parquet'], 1, 'runs.parquet cannot be written'],
    [['stop', 'nothing'], 1, 'no such run'],
    [['sync', '--spool', '/no/such/folder'], 2, 'There is no folder /no/such/folder.'],
    [['runs', 'list', '--url', 'http://127.0.0.1:9'], 1, 'does not answer'],
    [['runs', 'watch', 'nothing', '--url', 'http://127.0.0.1:9'], 1, 'does not answer'],
    [['runs', 'list', '--url', 'localhost:3000'], 1, 'it begins with http:// or https://'],
  ]
  for (const [words, status, said] of cases) {
    const result = await atelier(...words)
    expect({ words, ...result }).toMatchObject({
      words,
      status,
      stdout: '',
      stderr: expect.stringContaining(said),
    })
  }
  expect(await atelier('runs', 'list', '--help')).toMatchObject({
    ...{ status: 0, stdout: expect.stringContaining('--filter'), stderr: '' },
  })
})

test('says where to get a key, when the one that there is does not hold', async () => {
  vi.stubEnv('ATELIER_API_KEY', 'atl_wrong')
  const refused = await atelier('runs', 'list')
  vi.stubEnv('ATELIER_API_KEY', undefined)
  expect(refused).toMatchObject({ status: 1, stdout: '', stderr: expect.stringContaining('npm run keys') })
})
