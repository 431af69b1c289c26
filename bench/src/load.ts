import { type ChildProcess, fork, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { logMetrics, newRun } from './api/ingest.ts'
import { KeepAliveClient } from './api/keep-alive-client.ts'
import { residentMegabytes } from './api/memory.ts'
import { atMost, percentile, type Row } from './api/row.ts'
import { type BenchServer, buildApi, startBenchServer } from './api/server.ts'
import { viewersProgram } from './api/subscribers.ts'
import { dataFolder, root } from './setting.ts'

/** Scripts that log at once, trainings beside them, and viewers of one of those: whether anything is lost or grows. */
const { values: options } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    minutes: { type: 'string', default: '10' },
    scripts: { type: 'string', default: '50' },
    trainings: { type: 'string', default: '2' },
    viewers: { type: 'string', default: '1000' },
  },
})
/** A script's batches come at this distance. */
const PAUSE_MILLISECONDS = 100
const SAMPLE_MILLISECONDS = 5_000
/** Memory is called flat from here on: until then buffers and caches fill. */
const SETTLED = 0.3

const LAUNCH =
  'mutation ($project: ID!, $seed: Int!) { launchRun(input: { projectId: $project, dataset: "fashion-mnist", model: { preset: "mlp" }, epochs: 1000, trainLimit: 20000, seed: $seed }) { run { id } } }'

buildApi()
const server = await startBenchServer()
const worker = await startWorker(server)
const watching: ChildProcess[] = []
try {
  const rows = await underLoad(server, Number(options.minutes) * 60_000)
  if (options.json) process.stdout.write(`${JSON.stringify({ results: rows }, null, 1)}\n`)
  else
    for (const { measure, value, unit, target, met } of rows)
      process.stdout.write(`${met ? 'met   ' : 'missed'} ${measure}: ${value} ${unit} (target ${target})\n`)
} finally {
  for (const child of watching) child.kill('SIGKILL')
  await worker.stop()
  await server.stop()
}

async function underLoad({ address, processId }: BenchServer, milliseconds: number): Promise<Row[]> {
  // Each on a connection of its own: the server closes one on which nothing is said for a minute.
  const ask = async (query: string, variables: object = {}) => {
    const client = new KeepAliveClient(address)
    try {
      return JSON.parse(await client.send(JSON.stringify({ query, variables }))).data
    } finally {
      client.close()
    }
  }
  const { projects } = await ask('{ projects { id } }')
  const trained: string[] = []
  for (let index = 0; index < Number(options.trainings); index += 1)
    trained.push((await ask(LAUNCH, { project: projects[0].id, seed: index })).launchRun.run.id)
  const seen = trained[0] === undefined ? new Set<number>() : watch(address, trained[0])
  const memory: number[] = []
  const sampling = setInterval(
    async () => memory.push(await residentMegabytes(processId)),
    SAMPLE_MILLISECONDS,
  )
  const until = performance.now() + milliseconds
  const scripts = await Promise.all(
    Array.from({ length: Number(options.scripts) }, () => script(address, until)),
  )
  clearInterval(sampling)
  for (const id of trained) await ask('mutation ($id: ID!) { stopRun(id: $id) { run { id } } }', { id })
  let lostPoints = 0
  for (const { runId, sent } of scripts) {
    const { run } = await ask('query ($id: ID!) { run(id: $id) { metric(name: "loss") { count } } }', {
      id: runId,
    })
    lostPoints += sent - run.metric.count
  }
  // The last epochs are on their way to a thousand places.
  await wait(SAMPLE_MILLISECONDS)
  let lostEpochs = 0
  let epochs = 0
  for (const [index, id] of trained.entries()) {
    const { run } = await ask('query ($id: ID!) { run(id: $id) { history { index } } }', { id })
    const indices: number[] = run.history.map((epoch: { index: number }) => epoch.index)
    epochs += indices.length
    lostEpochs += indices.filter((epoch, at) => epoch !== at + 1 || (index === 0 && !seen.has(epoch))).length
  }
  const latencies = scripts.flatMap((each) => each.milliseconds)
  const settled = memory.slice(Math.floor(SETTLED * memory.length))
  const half = Math.ceil(settled.length / 2)
  const mean = (values: readonly number[]) =>
    values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length)
  const sent = scripts.reduce((sum, each) => sum + each.sent, 0)
  return [
    atMost(
      `points lost of ${sent.toLocaleString('en')} by ${scripts.length} scripts`,
      lostPoints,
      'points',
      0,
    ),
    atMost(`epochs lost of ${epochs}, at ${options.viewers} viewers`, lostEpochs, 'epochs', 0),
    atMost('a call of logMetrics, p50', percentile(latencies, 0.5), 'ms', 50),
    atMost('a call of logMetrics, p99', percentile(latencies, 0.99), 'ms', 1_000),
    atMost(
      'memory of the API process, its mean at the end over that before',
      mean(settled.slice(half)) / mean(settled.slice(0, half)),
      'times',
      1.1,
    ),
    atMost('memory of the API process, largest', Math.max(0, ...memory), 'MB', 500),
  ]
}

/** Logs ten points at a time until then. */
async function script(address: string, until: number) {
  const client = new KeepAliveClient(address)
  const runId = await newRun(client)
  const milliseconds: number[] = []
  let sent = 0
  while (performance.now() < until) {
    const points = Array.from({ length: 10 }, (_, at) => ({
      name: 'loss',
      step: sent + at,
      value: 1 / (1 + sent + at),
    }))
    const since = performance.now()
    await logMetrics(client, runId, points)
    milliseconds.push(performance.now() - since)
    sent += points.length
    await wait(PAUSE_MILLISECONDS)
  }
  client.close()
  return { runId, sent, milliseconds }
}

/** The epochs of a run that every viewer has had, as they come. */
function watch(address: string, runId: string): Set<number> {
  const seen = new Set<number>()
  const child = fork(viewersProgram, [`${address.replace(/^http/, 'ws')}/graphql`, runId, options.viewers])
  child.on('message', ({ epoch }: { epoch: number }) => seen.add(epoch))
  watching.push(child)
  return seen
}

/** A worker as `npm start` runs it, which trains all trainings at once. */
async function startWorker({ databaseUrl }: BenchServer): Promise<{ stop(): Promise<void> }> {
  const folder = mkdtempSync(path.join(tmpdir(), 'atelier-load-'))
  symlinkSync(path.join(dataFolder, 'datasets'), path.join(folder, 'datasets'))
  const child = spawn(process.execPath, [path.join(root, 'apps/worker/src/main.ts')], {
    env: {
      ...{ ...process.env, ATELIER_DATA: folder, DATABASE_URL: databaseUrl, WORKER_NAME: 'load' },
      ...{ WORKER_SLOTS: options.trainings, LOG_LEVEL: 'warn' },
    },
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  return {
    async stop() {
      child.kill('SIGTERM')
      if (child.exitCode === null) await once(child, 'exit')
      rmSync(folder, { recursive: true })
    },
  }
}
