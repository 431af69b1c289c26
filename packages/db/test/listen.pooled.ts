import { expect, test } from 'vitest'
import { listen } from '../src/index.ts'
import { createTestDatabase, listenUrlOf } from '../src/testing/index.ts'

// Only behind a PgBouncer in transaction mode (npm run test:pgbouncer), hence not called .test.ts.
test('a connection that goes through the pooler is found to hear nothing; one past it hears', async () => {
  const { url, db, drop } = await createTestDatabase('pooled')
  const heard = Promise.withResolvers<string>()
  const handlers = {
    onNotification: (_: string, payload: string) => heard.resolve(payload),
    onReconnect() {},
  }
  const { host } = new URL(url)
  await expect(listen(url, ['news'], handlers)).rejects.toThrow(
    `the connection that listens hears nothing at ${host}: DATABASE_LISTEN_URL must lead to PostgreSQL itself`,
  )
  const listening = await listen(listenUrlOf(url), ['news'], handlers)
  await db.$executeRaw`SELECT pg_notify('news', 'told')`
  expect(await heard.promise).toBe('told')
  await listening.stop()
  await drop()
})
