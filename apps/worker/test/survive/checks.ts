import { existsSync, readdirSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { isDeepStrictEqual } from 'node:util'
import { type Run, readEvents } from '@atelier/db'
import { found, standing, weightsIn } from '../findings.ts'
import type { History } from '../history.ts'
import { processesOn } from './processes.ts'
import type { Product } from './product.ts'
import type { Trial } from './survive.ts'

/** So long after a run's end something of it may still be under way. */
const SETTLED_WITHIN_MS = 15_000

/** All that does not hold of a run that is over, a sentence each. */
export async function whatIsWrong(
  product: Product,
  history: History,
  { run: { id }, name, viewers, met }: Trial,
  reference: Run,
): Promise<string[]> {
  const run = await history.run(id)
  const events = await readEvents(history.db, { runId: id, after: 0n, limit: 100_000 })
  const epochs = Array.from({ length: reference.epochsCompleted }, (_, index) => index + 1)
  const files = (kind: string, of = id) => {
    const folder = path.join(product.dataFolder, 'storage', kind, of)
    return existsSync(folder) ? readdirSync(folder).sort() : []
  }
  const facts: Record<string, () => unknown> = {
    'it ended with another status, or holds its lease': () =>
      run.status === 'COMPLETED' && run.leaseExpiresAt === null && run.error === null && run.progress === 1,
    'its log has a gap or a repeat': () =>
      events.every(({ sequence }, index) => sequence === BigInt(index + 1)),
    'its epochs are not each there once, in order': () => isDeepStrictEqual(standing(events), epochs),
    'a viewer saw something else': () =>
      viewers.every((viewer) =>
        isDeepStrictEqual(
          viewer.events.map((event) => [event.sequence, event.__typename]),
          events.map((event) => [Number(event.sequence), event.type]),
        ),
      ),
    'it has another history than one that was left alone': async () =>
      isDeepStrictEqual(await found(history.db, run), await found(history.db, reference)),
    // Those that found the disk full come a little later.
    'it has other weights than one that was left alone': () =>
      settled(
        () =>
          files('artifacts').includes('weights.safetensors') &&
          weightsIn(product.dataFolder, run).equals(weightsIn(product.dataFolder, reference)),
      ),
    'an attempt has no end': async () =>
      (await history.db.runAttempt.count({ where: { runId: id, endedAt: null } })) === 0,
    'files are left that nobody needs': () =>
      areKept(files('checkpoints'), files('checkpoints', reference.id), met.has('disk full')) &&
      settled(() => isDeepStrictEqual(files('artifacts'), files('artifacts', reference.id))),
    'a process is left': () => settled(() => orphans(product).length === 0),
    'a transaction or a lock is left in the database': () =>
      settled(async () => (await forgotten(history)).length === 0),
  }
  const wrong: string[] = []
  for (const [problem, holds] of Object.entries(facts))
    if (!(await holds())) wrong.push(`${name}: ${problem}`)
  return wrong
}

/** Where a disk was full some epochs left none: older ones stay in their place, never more, and always the newest. */
function areKept(files: readonly string[], wanted: readonly string[], diskWasFull: boolean): boolean {
  if (!diskWasFull) return isDeepStrictEqual(files, wanted)
  const newest = wanted.findLast((file) => file.endsWith('.safetensors'))
  return files.length <= wanted.length && newest !== undefined && files.includes(newest)
}

/** What the product has left running or locked once it is stopped. */
export async function whatIsLeft(dataFolder: string): Promise<string[]> {
  await settled(() => processesOn(dataFolder).length === 0)
  const left = processesOn(dataFolder).map(({ pid, command }) => `process ${pid} is left: ${command}`)
  const locks = readdirSync(path.join(dataFolder, 'postgres')).filter((name) => name.startsWith('owner.lock'))
  return [...left, ...locks.map((lock) => `the lock postgres/${lock} is left`)]
}

/** Training processes whose worker is dead, or that are more than a worker's one and its spare one. */
function orphans(product: Product): number[] {
  const workers = product.workers.map((worker) => product.pidOf(worker))
  const trainings = processesOn(product.dataFolder).filter(({ command }) =>
    command.includes('training-process.ts'),
  )
  const astray = trainings.filter(({ parent }) => !workers.includes(parent))
  const tooMany = workers.filter((pid) => trainings.filter(({ parent }) => parent === pid).length > 2)
  return [...astray.map(({ pid }) => pid), ...tooMany.flatMap((pid) => pid ?? [])]
}

const forgotten = ({ db }: History) => db.$queryRaw<object[]>`
  SELECT pid FROM pg_stat_activity
  WHERE state LIKE 'idle in transaction%' AND state_change < clock_timestamp() - interval '1 second'
  UNION ALL SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND pid <> pg_backend_pid()`

async function settled(holds: () => boolean | Promise<boolean>): Promise<boolean> {
  for (const deadline = Date.now() + SETTLED_WITHIN_MS; Date.now() < deadline; await sleep(200))
    if (await holds()) return true
  return holds()
}
