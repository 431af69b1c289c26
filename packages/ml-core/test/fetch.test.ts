import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { fetchFrom } from '../src/datasets/fetch.ts'
import type { DatasetFiles } from '../src/datasets/fetch-files.ts'
import { datasetSources } from '../src/datasets/fetch-sources.ts'

const contents = { 'images.gz': Buffer.from('pixels'.repeat(1000)), 'labels.gz': Buffer.from('labels') }
let parent: string
let folder: string
let server: Server
let served: Map<string, Buffer>
let dataset: DatasetFiles
let lines: string[]

beforeEach(async () => {
  parent = mkdtempSync(join(tmpdir(), 'atelier-fetch-'))
  folder = join(parent, 'tiny')
  lines = []
  served = new Map(Object.entries(contents).map(([name, bytes]) => [`/${name}`, gzipSync(bytes)]))
  server = createServer((request, response) => {
    const body = served.get(request.url ?? '')
    response.writeHead(body ? 200 : 404).end(body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (typeof address !== 'object' || address === null) throw new Error('no address')
  dataset = {
    name: 'tiny',
    title: 'Tiny',
    files: Object.entries(contents).map(([name, bytes]) => ({
      name,
      bytes: bytes.length,
      sha256: createHash('sha256').update(bytes).digest('hex'),
    })),
    debianPackage: 'dataset-tiny',
    officialAddress: `http://127.0.0.1:${address.port}/`,
  }
})

afterEach(async () => {
  await new Promise((resolve) => server.close(resolve))
  rmSync(parent, { recursive: true, force: true })
})

const source = (title: string) => {
  const found = datasetSources.find((candidate) => candidate.title.includes(title))
  if (!found) throw new Error(`no source ${title}`)
  return found
}
const official = () => source("authors' download")
const fetchTiny = (sources = [source('installed'), official()]) =>
  fetchFrom(sources, dataset, folder, (line) => lines.push(line))

test('takes the first source that has the files, and says which were tried', async () => {
  expect(await fetchTiny()).toEqual({ folder, source: "the authors' download" })
  expect(readdirSync(folder).sort()).toEqual(['images.gz', 'labels.gz'])
  expect(lines).toEqual([
    "trying the system's installed data sets",
    "the system's installed data sets: /usr/share/datasets/tiny does not exist",
    "trying the authors' download",
  ])
})

test('leaves right files alone, however they are compressed', async () => {
  mkdirSync(folder)
  for (const [name, bytes] of Object.entries(contents))
    writeFileSync(join(folder, name), gzipSync(bytes, { level: 1 }))
  served.clear()
  expect(await fetchTiny()).toEqual({ folder, source: null })
  expect(lines).toEqual([])
})

test.each([
  ['a changed byte', gzipSync(Buffer.from('lAbels'))],
  ['too little', gzipSync(Buffer.from('label'))],
  ['too much', gzipSync(Buffer.from('labels and labels'))],
  ['a cut archive', gzipSync(contents['labels.gz']).subarray(0, -4)],
  ['no archive', Buffer.from('<html>not found</html>')],
])('fetches anew when a file in place holds %s', async (_, bytes) => {
  await fetchTiny()
  writeFileSync(join(folder, 'labels.gz'), bytes)
  expect(await fetchTiny()).toEqual({ folder, source: "the authors' download" })
  expect(await fetchTiny()).toEqual({ folder, source: null })
})

test('refuses wrong files, keeps nothing of them, and names every source with its reason', async () => {
  served.set('/labels.gz', gzipSync(Buffer.from('lAbels')))
  await expect(fetchTiny()).rejects.toThrow(
    /Tiny could not be had[\s\S]*the files in place: .*images.gz is missing[\s\S]*installed data sets: [\s\S]*authors' download: .*SHA-256[\s\S]*What to do: put images.gz, labels.gz into/,
  )
  expect(existsSync(folder)).toBe(false)
  expect(readdirSync(parent)).toEqual([])
})

test('says what the server answered', async () => {
  served.delete('/labels.gz')
  await expect(fetchTiny()).rejects.toThrow('labels.gz answered 404 Not Found')
})

test('says when the server cannot be reached', async () => {
  dataset = { ...dataset, officialAddress: 'http://127.0.0.1:1/' }
  await expect(fetchTiny()).rejects.toThrow('http://127.0.0.1:1/images.gz cannot be reached (')
})

test('clears what a killed run left, and not what another one is working on', async () => {
  const [dead, alive] = [`.tiny.unfinished-${2 ** 30}-abc`, `.tiny.unfinished-${process.pid}-abc`]
  for (const name of [dead, alive]) mkdirSync(join(parent, name, 'files'), { recursive: true })
  await fetchTiny()
  expect(readdirSync(parent).sort()).toEqual([alive, 'tiny'])
})

test('the stored sums are those of a data set with the catalogue’s sizes', async () => {
  const { datasets } = await import('../src/datasets/catalogue.ts')
  const { datasetFiles } = await import('../src/datasets/fetch-files.ts')
  for (const info of datasets) {
    const files = datasetFiles.find((candidate) => candidate.name === info.name)?.files
    const pixels = info.inputShape.reduce((product, size) => product * size, 1)
    expect(files?.map((file) => file.bytes)).toEqual([
      16 + info.trainCount * pixels,
      8 + info.trainCount,
      16 + info.testCount * pixels,
      8 + info.testCount,
    ])
  }
})
