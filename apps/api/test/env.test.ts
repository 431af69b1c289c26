import { expect, test } from 'vitest'
import { readEnv } from '../src/env.ts'

const needed = { DATABASE_URL: 'postgresql://localhost/atelier' }

test('defaults', () => {
  expect(readEnv(needed)).toMatchObject({
    PORT: 3000,
    HOST: '127.0.0.1',
    LOG_LEVEL: 'info',
    ATELIER_ALLOWED_HOSTS: [],
  })
  expect(readEnv(needed).ATELIER_DATA).toMatch(/\/\.atelier$/)
  expect(readEnv(needed).WEB_URL).toBeUndefined()
})

test('values', () => {
  const given = {
    ...needed,
    PORT: '0',
    WEB_URL: 'http://127.0.0.1:4000',
    ATELIER_ALLOWED_HOSTS: 'A.example, b.example,',
  }
  expect(readEnv(given)).toMatchObject({
    PORT: 0,
    WEB_URL: 'http://127.0.0.1:4000',
    ATELIER_ALLOWED_HOSTS: ['a.example', 'b.example'],
  })
})

test('every variable that is wrong is named', () => {
  const wrong = { DATABASE_URL: 'mysql://x', PORT: 'high', WEB_URL: 'nowhere', LOG_LEVEL: 'loud' }
  expect(() => readEnv(wrong)).toThrow(
    /DATABASE_URL must start with postgresql:\/\/[\s\S]*PORT[\s\S]*WEB_URL[\s\S]*LOG_LEVEL/,
  )
  expect(() => readEnv({})).toThrow('DATABASE_URL is required')
})
