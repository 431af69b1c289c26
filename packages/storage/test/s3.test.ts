import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { openStorage, parseStorageAddress, type Storage } from '../src/index.ts'
import { startS3Server, type TestS3Server } from '../src/testing/index.ts'

let server: TestS3Server
beforeAll(async () => {
  server = await startS3Server()
})
beforeEach(() => useKeys(server.environment))
afterAll(async () => {
  vi.unstubAllEnvs()
  await server.stop()
})

function useKeys(environment: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value)
}

function open(address: string): Promise<Storage> {
  const parsed = parseStorageAddress(address, '/nowhere')
  if (!parsed) throw new Error(`${address} is no address`)
  return openStorage(parsed)
}

const about = (bytes: number) => ({ bytes, contentType: 'application/octet-stream' })

async function* parts(content: Uint8Array) {
  for (let at = 0; at < content.length; at += 100_000) yield content.subarray(at, at + 100_000)
}

test('a file goes up and comes down byte for byte, and goes with its folder', async () => {
  const storage = await open(server.storage)
  await storage.check()
  const content = randomBytes(3_000_001)
  const stored = await storage.put('artifacts/run/weights.safetensors', parts(content), about(content.length))
  const sha256 = createHash('sha256').update(content).digest()
  expect(stored).toEqual({ bytes: content.length, sha256: Uint8Array.from(sha256) })
  expect((await buffer(await storage.read('artifacts/run/weights.safetensors'))).equals(content)).toBe(true)

  await storage.put('artifacts/run/model.json', parts(content.subarray(0, 10)), about(10))
  await storage.put('artifacts/other/model.json', parts(content.subarray(0, 20)), about(20))
  await storage.remove('artifacts/run/model.json')
  await storage.remove('artifacts/run/model.json')
  await expect(storage.read('artifacts/run/model.json')).rejects.toThrow(
    `${server.storage}: it holds no such file (artifacts/run/model.json)`,
  )
  await storage.removeAll('artifacts/run/')
  await expect(storage.read('artifacts/run/weights.safetensors')).rejects.toThrow('it holds no such file')
  expect((await buffer(await storage.read('artifacts/other/model.json'))).length).toBe(20)
})

test('keys that the server does not know are told in one sentence, whatever was asked', async () => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'stranger')
  const storage = await open(server.storage)
  const sentence = `${server.storage}: the server does not know the key (AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY)`
  await expect(storage.check()).rejects.toThrow(sentence)
  await expect(storage.put('a/b', parts(Buffer.alloc(9)), about(9))).rejects.toThrow(sentence)
  await expect(storage.read('a/b')).rejects.toThrow(sentence)
  await expect(storage.remove('a/b')).rejects.toThrow(sentence)
  await expect(storage.removeAll('a/')).rejects.toThrow(sentence)
})

test('a secret that is not that of the key, and a key that may only read, are told at the start and at each use', async () => {
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'guessed and wrong')
  const mistaken = await open(server.storage)
  const sentence = `${server.storage}: the secret does not belong to the key (AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY)`
  for (const attempt of [
    () => mistaken.check(),
    () => mistaken.put('a/b', parts(Buffer.alloc(9)), about(9)),
    () => mistaken.read('a/b'),
    () => mistaken.list('a/'),
    () => mistaken.remove('a/b'),
  ]) {
    const error = await attempt().catch((caught: unknown) => caught)
    expect(String(error)).toContain(sentence)
    expect(String(error)).not.toContain('guessed')
  }
  useKeys(server.reader)
  const reader = await open(server.storage)
  await expect(reader.list('a/')).resolves.toEqual([])
  await expect(reader.check()).rejects.toThrow(
    `${server.storage}: the credentials do not allow it: reading, writing, listing and deleting are needed`,
  )
})

test('a server that says yes to everything and keeps nothing is found out', async () => {
  const yes = createServer((_request, response) => {
    response.end('<html>Welcome</html>')
  })
  yes.listen(0, '127.0.0.1')
  await once(yes, 'listening')
  const address = yes.address()
  if (address === null || typeof address === 'string') throw new Error('a port was expected')
  vi.stubEnv('AWS_ENDPOINT_URL', `http://127.0.0.1:${address.port}`)
  try {
    const storage = await open(server.storage)
    await expect(storage.check()).rejects.toThrow('what answers there does not keep what it is given')
    await expect(storage.put('a/b', parts(Buffer.alloc(9)), about(9))).rejects.toThrow(/of 9 bytes it kept/)
  } finally {
    yes.close()
    yes.closeAllConnections()
  }
})

test('a bucket that is not there, and a server that is not there, are named', async () => {
  await expect((await open('s3://nobodys')).check()).rejects.toThrow(
    /^s3:\/\/nobodys: there is no such bucket$/,
  )
  vi.stubEnv('AWS_ENDPOINT_URL', 'http://127.0.0.1:1')
  await expect((await open(server.storage)).check()).rejects.toThrow(
    'nothing answers there (AWS_ENDPOINT_URL)',
  )
  vi.stubEnv('AWS_ENDPOINT_URL', server.environment.AWS_ENDPOINT_URL.replace('http:', 'https:'))
  await expect((await open(server.storage)).check()).rejects.toThrow(/it does not speak HTTPS there/)
  vi.stubEnv('AWS_ENDPOINT_URL', 'minio.example.org')
  await expect((await open(server.storage)).check()).rejects.toThrow(/must be an address such as/)
})
