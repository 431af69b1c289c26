import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Api, makeKey, startApi } from './support/api.ts'
import { Program, repository } from './support/program.ts'

/** The blocks of docs/scripts.md, in order, each run as it stands: only the environment says where the server is. */
const text = await readFile(join(repository, 'docs/scripts.md'), 'utf8')
const blocks = [...text.matchAll(/^```(\w+)\n(.*?)^```$/gms)].map(([, language = '', code = '']) => ({
  language,
  code,
  title: `${language}: ${code.trim().split('\n')[0]}`,
}))

/** Within the repository, so that `import` finds the packages as it does in a project that has installed them. */
const folder = join(repository, 'test-results', `documentation-${process.pid}`)
/** Python's gql, where the set-up has put it. */
const gql = process.env.ATELIER_GQL_PATH
let api: Api
let key: string
beforeAll(async () => {
  api = await startApi('documentation')
  key = await makeKey(api, 'documentation')
  await mkdir(folder, { recursive: true })
})
afterAll(async () => {
  await api.remove()
  await rm(folder, { recursive: true, force: true })
})

const interpreters: Readonly<
  Record<string, { readonly ending: string; readonly command: readonly string[] }>
> = {
  sh: { ending: 'sh', command: ['bash', '-euo', 'pipefail'] },
  python: { ending: 'py', command: ['python3'] },
  ts: { ending: 'ts', command: [process.execPath] },
}

/** What each block must print. */
const expected = [
  /^$/,
  /^$/,
  /^\w+ \d+\n/,
  /my-study/,
  /"totalCount":3/,
  /event: complete/,
  /"StatusChanged"/,
  /totalCount/,
]

test('every block of the page has its expectation', () => {
  expect(blocks.map((block) => block.language)).toEqual([
    'python',
    'python',
    'ts',
    'sh',
    'sh',
    'sh',
    'ts',
    'python',
  ])
  expect(expected).toHaveLength(blocks.length)
})

const numbered = blocks.map((block, at) => ({ ...block, at }))
// `npm test` brings gql; vitest by hand may run without it.
const runnable = numbered.filter(({ code }) => gql !== undefined || !code.includes('from gql'))

test.each(runnable)('$title', async ({ language, code, at }) => {
  const interpreter = interpreters[language]
  if (!interpreter) throw new Error(`nothing runs ${language}`)
  const file = join(folder, `block-${at}.${interpreter.ending}`)
  await writeFile(file, code)
  const program = new Program([...interpreter.command, file], {
    ...{ ATELIER_URL: api.url, ATELIER_API_KEY: key, ATELIER_SPOOL: join(api.folder, 'spool') },
    ...{ PYTHONPATH: `${join(repository, 'clients/python/src')}:${gql}`, PYTHONDONTWRITEBYTECODE: '1' },
  })
  const status = await program.end()
  expect({ status, stdout: program.stdout, stderr: program.stderr }).toEqual({
    ...{ status: 0, stdout: expect.stringMatching(expected[at] ?? /never/), stderr: expect.any(String) },
  })
})
