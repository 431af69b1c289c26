/**
 * vitest's globalSetup: the PostgreSQL that every test file makes its databases on. One that
 * ATELIER_TEST_DATABASE_URL names is used as it is; otherwise a temporary one runs for the length of the tests.
 */
export default async function startTestServer(): Promise<(() => Promise<void>) | undefined> {
  if (process.env.ATELIER_TEST_DATABASE_URL) return undefined
  const { startTemporaryPostgres } = await import('../embedded/index.ts')
  const postgres = await startTemporaryPostgres()
  process.env.ATELIER_TEST_DATABASE_URL = postgres.superuserUrl
  return postgres.stop
}
