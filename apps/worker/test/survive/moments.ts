import { existsSync, watch } from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Product } from './product.ts'

export type Scene = {
  readonly product: Product
  readonly runId: string
  /** Aborts when the run is over. */
  readonly over: AbortSignal
  /** From 0 to 1, drawn for this kill and purpose. */
  readonly draw: (purpose: string) => number
}

const statement = (text: string) => (scene: Scene) => scene.product.proxy.sees(text, scene.over)

/** Each resolves when the moment has come, or the run is over. */
export const moments = {
  /** The run has just been launched: no worker has it, or one is taking it. */
  queued: async () => {},
  start: async (scene: Scene) => {
    await statement('INSERT INTO "public"."run_attempt"')(scene)
    await sleep(scene.draw('after the claim') * 600)
  },
  'in an epoch': ({ draw }: Scene) => sleep(draw('within the epoch') * 400),
  'while an epoch is recorded': statement('INSERT INTO "public"."epoch"'),
  'while a checkpoint is written': checkpointBegun,
  'at the end': async (scene: Scene) => {
    await statement('INSERT INTO "public"."evaluation"')(scene)
    await sleep(scene.draw('after the evaluation') * 300)
  },
} as const satisfies Record<string, (scene: Scene) => Promise<void>>

export type Moment = keyof typeof moments

/** The moments that one run meets, in their order. */
export const courses: readonly (readonly Moment[])[] = [
  ['queued', 'in an epoch', 'while an epoch is recorded', 'while a checkpoint is written', 'at the end'],
  ['start', 'while a checkpoint is written', 'while an epoch is recorded', 'in an epoch', 'at the end'],
]

async function checkpointBegun({ product, runId, over }: Scene): Promise<void> {
  const folder = path.join(product.dataFolder, 'storage/checkpoints', runId)
  while (!existsSync(folder) && !over.aborted) await sleep(20)
  if (over.aborted) return
  const { promise, resolve } = Promise.withResolvers<void>()
  const watcher = watch(folder, (_, name) => name?.endsWith('.unfinished') && resolve())
  over.addEventListener('abort', () => resolve(), { once: true })
  await promise
  watcher.close()
}
