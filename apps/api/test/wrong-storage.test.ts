import { Writable } from 'node:stream'
import { finishRun, recordArtifacts } from '@atelier/db'
import { createLog } from '@atelier/observe'
import { parseStorageAddress } from '@atelier/storage'
import { startS3Server } from '@atelier/storage/testing'
import { afterEach, expect, test, vi } from 'vitest'
import { claimedRun } from './support/recording.ts'
import { dataOf, startApi } from './support/start-api.ts'

afterEach(() => {
  vi.unstubAllEnvs()
})

test('with a secret that is wrong the API serves all but files, and says why without the secret', async () => {
  const server = await startS3Server()
  const secret = 'guessed-and-wrong'
  const wrong = { ...server.environment, AWS_SECRET_ACCESS_KEY: secret }
  for (const [name, value] of Object.entries(wrong)) vi.stubEnv(name, value)
  let written = ''
  const destination = new Writable({
    write(chunk, _encoding, done) {
      written += chunk
      done()
    },
  })
  const storage = parseStorageAddress(server.storage, '/nowhere')
  if (!storage) throw new Error('an address was expected')
  const api = await startApi('wrong_storage', {
    ...{ storage, log: createLog({ name: 'api', level: 'trace' }, destination) },
  })
  try {
    const sentence = `${server.storage}: the secret does not belong to the key`
    await vi.waitFor(() => expect(written).toMatch(/the storage cannot be used/), { timeout: 30_000 })
    expect(written).toContain(sentence)
    const lease = await claimedRun(api)
    const name = 'weights.safetensors'
    const about = { bytes: 9, sha256: new Uint8Array(32), format: 'safetensors' }
    await recordArtifacts(api.db, lease, [{ name, ...about }])
    await finishRun(api.db, lease, { status: 'COMPLETED', reason: null })
    const { run } = dataOf(
      await api.ask('query ($id: ID!) { run(id: $id) { status artifacts { url } } }', { id: lease.runId }),
    )
    expect(run.status).toBe('COMPLETED')
    const answer = await fetch(api.address + run.artifacts[0].url)
    expect([answer.status, await answer.text()]).toEqual([
      ...[502, 'This file is recorded, but its storage does not give it.\n'],
    ])
    expect(written).toContain(
      `${sentence} (AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY) (artifacts/${lease.runId}/${name})`,
    )
    expect(written).not.toMatch(new RegExp(`${secret}|Signature=|AWS4-HMAC`))
  } finally {
    await api.stop()
    await server.stop()
  }
})
