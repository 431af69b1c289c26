import { join } from 'node:path'
import { createClient, init, RefusedError } from '@atelier/client'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { type Api, startApi } from '../../cli/test/support/api.ts'

let api: Api
beforeAll(async () => {
  api = await startApi('client_events')
  vi.stubEnv('ATELIER_URL', api.url)
  vi.stubEnv('ATELIER_SPOOL', join(api.folder, 'spool'))
})
afterAll(async () => {
  vi.unstubAllEnvs()
  await api.remove()
})

const sequenceOf = (cursor: string): number => Number(Buffer.from(cursor, 'base64url').toString())

test('events come once and in order, also across a restart of the server', async () => {
  const run = await init({ project: 'events' })
  run.log({ loss: 1 })
  await expect.poll(() => run.id, { timeout: 20_000 }).not.toBeNull()
  const seen: number[] = []
  let isFollowing: () => void = () => {}
  const following = new Promise<void>((resolve) => {
    isFollowing = resolve
  })
  const all = (async () => {
    for await (const event of createClient().runEvents(run.id ?? '')) {
      seen.push(sequenceOf(event.cursor))
      isFollowing()
    }
  })()
  await following
  await api.stop()
  for (let step = 2; step <= 50; step++) run.log({ loss: 1 / step }, { step })
  await api.start()
  run.logLine('still here')
  expect(await run.finish()).toBe(true)
  await all
  expect(seen).toEqual(seen.map((_, at) => at + 1))
  const { lastSequence } = await api.db.run.findUniqueOrThrow({ where: { id: run.id ?? '' } })
  expect(seen).toHaveLength(Number(lastSequence))
  const half = Buffer.from('2').toString('base64url')
  const rest = []
  for await (const event of createClient().runEvents(run.id ?? '', { after: half })) rest.push(event)
  expect(rest).toHaveLength(seen.length - 2)
})

test('what the server refuses is told, not tried again for ever', async () => {
  const events = createClient().runEvents('nothing')
  await expect(events.next()).rejects.toThrow(RefusedError)
  await expect(createClient().runEvents('nothing').next()).rejects.toMatchObject({ code: 'NOT_FOUND' })
})

test('the same key is the same run', async () => {
  const ids = []
  for (const attempt of [1, 2]) {
    const run = await init({ project: 'events', key: 'night-42' })
    run.log({ attempt }, { step: attempt })
    await run.finish()
    ids.push(run.id)
  }
  expect(ids[0]).not.toBeNull()
  expect(ids[1]).toBe(ids[0])
})
