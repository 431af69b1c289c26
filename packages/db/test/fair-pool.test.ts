import { AsyncLocalStorage } from 'node:async_hooks'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createDatabase, type Database, poolOf } from '../src/database.ts'
import { isTooMuch } from '../src/is-database-away.ts'
import { createTestDatabase, type TestDatabase } from '../src/testing/index.ts'

const asking = new AsyncLocalStorage<object>()

let database: TestDatabase
let db: Database
beforeAll(async () => {
  database = await createTestDatabase('fair')
  db = createDatabase(database.url, { askerOf: () => asking.getStore(), longestStatementSeconds: 1 })
})
afterAll(async () => {
  await db.$disconnect()
  await database.drop()
})

const slowly = () => poolOf(db).query('SELECT pg_sleep(0.2)')

test('who asks for much at once waits for itself; others are answered meanwhile', async () => {
  let answered = 0
  const many = asking.run({}, () =>
    Promise.all(Array.from({ length: 24 }, () => slowly().then(() => (answered += 1)))),
  )
  // Also through Prisma, and within a transaction.
  await asking.run({}, () => db.$queryRaw`SELECT 1 FROM pg_sleep(0.2)`)
  await asking.run({}, () => db.$transaction((tx) => tx.$queryRaw`SELECT 1 FROM pg_sleep(0.2)`))
  await slowly()
  expect(answered).toBeLessThan(24)
  await many
  expect(answered).toBe(24)
})

test('a turn that ends in an error goes to the next', async () => {
  await asking.run({}, async () => {
    const failed = await Promise.allSettled(
      Array.from({ length: 12 }, () => poolOf(db).query('SELECT 1 FROM nowhere')),
    )
    expect(failed.map(({ status }) => status)).toEqual(Array(12).fill('rejected'))
    expect((await poolOf(db).query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }])
  })
})

test('a statement that takes too long is given up, and known as that', async () => {
  const error = await poolOf(db)
    .query('SELECT pg_sleep(30)')
    .catch((reason) => reason)
  expect(isTooMuch(error)).toBe(true)
  const throughPrisma = await db.$queryRaw`SELECT 1 FROM pg_sleep(30)`.catch((reason) => reason)
  expect(isTooMuch(throughPrisma)).toBe(true)
})
