import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { createRun } from '@atelier/db'
import { freePort, listenUrlOf } from '@atelier/db/testing'
import { expect, test, vi } from 'vitest'
import { commitProxy } from './support/commit-proxy.ts'
import { dataOf, startApi } from './support/start-api.ts'

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url))
const LOG = /* GraphQL */ `
  mutation ($runId: ID!, $points: [MetricPointInput!]!) {
    logMetrics(runId: $runId, points: $points) { accepted userErrors { message } }
  }`

test('an API killed between the commit of a batch and its answer: sent again, the batch is stored once', async () => {
  const survivor = await startApi('ingest_kill')
  const proxy = await commitProxy(survivor.databaseUrl)
  const port = await freePort()
  const api = spawn(process.execPath, [main], {
    env: {
      ...process.env,
      DATABASE_URL: proxy.url,
      DATABASE_LISTEN_URL: listenUrlOf(survivor.databaseUrl),
      PORT: String(port),
      ATELIER_SIGN_IN: 'off',
      LOG_LEVEL: 'warn',
    },
    stdio: 'ignore',
  })
  try {
    await vi.waitFor(
      async () => expect((await fetch(`http://127.0.0.1:${port}/readyz`)).status).toBe(200),
      30_000,
    )
    const { id: projectId } = await survivor.db.project.findFirstOrThrow()
    const created = await createRun(survivor.db, { projectId, parameters: {} })
    if (!created.ok) throw new Error('no run was made')
    const runId = created.value.id
    const points = Array.from({ length: 500 }, (_, step) => ({ name: 'loss', step, value: step }))
    const committed = proxy.keepBack()
    const answer = fetch(`http://127.0.0.1:${port}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: LOG, variables: { runId, points } }),
    })
    const unanswered = expect(answer).rejects.toThrow()
    await committed
    api.kill('SIGKILL')
    await unanswered
    expect(await survivor.db.metricPoint.count()).toBe(500)
    const again = dataOf(await survivor.ask(LOG, { runId, points })).logMetrics
    expect(again).toEqual({ accepted: 500, userErrors: [] })
    expect(await survivor.db.metricPoint.count()).toBe(500)
    expect(await survivor.db.metricSeries.findFirstOrThrow({ where: { runId } })).toMatchObject({
      count: 500,
    })
    expect(await survivor.db.runEvent.count({ where: { runId, type: 'MetricsLogged' } })).toBe(1)
  } finally {
    api.kill('SIGKILL')
    await proxy.stop()
    await survivor.stop()
  }
})
