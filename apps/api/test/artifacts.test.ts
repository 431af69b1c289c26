import { createHash } from 'node:crypto'
import { request } from 'node:http'
import { finishRun, recordArtifacts } from '@atelier/db'
import { artifactKey, openStorage, parseStorageAddress } from '@atelier/storage'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { claimedRun } from './support/recording.ts'
import { dataOf, startApi, type TestApi } from './support/start-api.ts'

let api: TestApi
beforeAll(async () => {
  api = await startApi('artifacts')
})
afterAll(() => api.stop())

const content = Buffer.alloc(3_000_000, 'weights')
const sha256 = createHash('sha256').update(content).digest('hex')

/** A run that has ended and left a file, as its worker does it. */
async function endedRun(): Promise<string> {
  const lease = await claimedRun(api)
  const address = parseStorageAddress(undefined, api.dataFolder)
  if (!address) throw new Error('a folder was expected')
  const storage = await openStorage(address)
  const name = 'weights.safetensors'
  const about = { bytes: content.length, contentType: 'application/octet-stream' }
  const stored = await storage.put(artifactKey(lease.runId, name), parts(content), about)
  await recordArtifacts(api.db, lease, [{ name, format: 'safetensors', ...stored }])
  await finishRun(api.db, lease, { status: 'COMPLETED', reason: null })
  return lease.runId
}

async function* parts(bytes: Uint8Array) {
  for (let at = 0; at < bytes.length; at += 100_000) yield bytes.subarray(at, at + 100_000)
}

/** Asks for a path as it stands, which `fetch` would tidy up, as it adds headers of its own. */
function statusOf(path: string, headers: Record<string, string> = {}): Promise<number | undefined> {
  const { promise, resolve, reject } = Promise.withResolvers<number | undefined>()
  request({ host: '127.0.0.1', port: api.port, path, headers }, (response) => {
    response.resume()
    resolve(response.statusCode)
  })
    .on('error', reject)
    .end()
  return promise
}

test('a file that a run left is listed, fetched, kept by browsers, and goes with the run', async () => {
  const id = await endedRun()
  const query = 'query ($id: ID!) { run(id: $id) { artifacts { name format bytes sha256 url } } }'
  const { artifacts } = dataOf(await api.ask(query, { id })).run
  const url = `/artifacts/${id}/weights.safetensors`
  expect(artifacts).toEqual([
    { name: 'weights.safetensors', format: 'safetensors', bytes: content.length, sha256, url },
  ])

  const response = await fetch(api.address + url)
  expect(response.status).toBe(200)
  expect(Object.fromEntries(response.headers)).toMatchObject({
    'content-type': 'application/octet-stream',
    'content-disposition': expect.stringMatching(/^attachment; filename="?weights\.safetensors"?$/),
    'content-length': String(content.length),
    'x-content-type-options': 'nosniff',
    etag: `"${sha256}"`,
  })
  const received = Buffer.from(await response.arrayBuffer())
  expect(received.equals(content)).toBe(true)
  expect(await statusOf(url, { 'if-none-match': `"${sha256}"` })).toBe(304)
  expect(await statusOf(url, { 'if-none-match': '"another"' })).toBe(200)

  dataOf(await api.ask('mutation ($id: ID!) { deleteRuns(ids: [$id]) { deletedIds } }', { id }))
  expect((await fetch(api.address + url)).status).toBe(404)
  const address = parseStorageAddress(undefined, api.dataFolder)
  const storage = address && (await openStorage(address))
  const read = storage?.read(artifactKey(id, 'weights.safetensors')).then((stream) => stream.toArray())
  await expect(read).rejects.toThrow()
})

test('files are for those who are let in', async () => {
  const id = await endedRun()
  const headers = { 'x-forwarded-for': '192.0.2.1' }
  expect((await fetch(`${api.address}/artifacts/${id}/weights.safetensors`, { headers })).status).toBe(403)
})

test('no other file can be reached', async () => {
  const id = await endedRun()
  for (const path of [
    ...['', '/', '/none.json', '/..', '/../..', '/%2e%2e%2fweights.safetensors', '/weights.safetensors/'],
    ...['/..%2f..%2f..%2fdatasets%2ffashion-mnist%2ft10k-images-idx3-ubyte.gz', '/WEIGHTS.safetensors'],
  ]) {
    const status = await statusOf(`/artifacts/${id}${path}`)
    expect([path, path === '/weights.safetensors/' ? 200 : 404]).toEqual([path, status])
  }
  expect(await statusOf('/artifacts/none/weights.safetensors')).toBe(404)
  expect(() => artifactKey(id, '../secret')).toThrow('../secret')
})

test('a file that the storage does not give is told, not sent short', async () => {
  const id = await endedRun()
  const address = parseStorageAddress(undefined, api.dataFolder)
  if (address) await (await openStorage(address)).removeAll(`artifacts/${id}/`)
  const response = await fetch(`${api.address}/artifacts/${id}/weights.safetensors`)
  expect(response.status).toBe(502)
  expect(response.headers.get('etag') ?? '').not.toContain(sha256)
  expect(response.headers.get('content-disposition')).toBeNull()
})

test('the address of a storage is a bucket, or a folder of the data folder', () => {
  expect(parseStorageAddress(undefined, '/data')).toEqual({ kind: 'folder', folder: '/data/storage' })
  expect(parseStorageAddress('s3://models/team/a/', '/data')).toEqual({
    ...{ kind: 's3', bucket: 'models', prefix: 'team/a' },
  })
  expect(parseStorageAddress('s3://models', '/data')).toEqual({ kind: 's3', bucket: 'models', prefix: '' })
  for (const wrong of ['', 's3://', 'https://models', 's3://Models/../x', '/folder'])
    expect(parseStorageAddress(wrong, '/data')).toBeUndefined()
})
