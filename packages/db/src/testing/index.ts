export { freePort } from './free-port.ts'
export { default as startTestServer } from './global-setup.ts'
export { createTestDatabase, listenUrlOf, type TestDatabase } from './test-database.ts'
