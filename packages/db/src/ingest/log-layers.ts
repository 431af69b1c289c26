import { z } from 'zod'
import type { Database } from '../database.ts'
import { appendEvents } from '../events/append-events.ts'
import { eventPayloads } from '../events/event-payload.ts'
import { done, invalid, type Outcome } from '../outcome.ts'
import { count, ingestLimits, listOf, text } from './input-rules.ts'
import { lockLoggedRun } from './lock-logged-run.ts'

const layer = z
  .object({
    name: text(200),
    type: text(200),
    outputShape: z.array(count.nullable()).max(16, 'must have at most 16 axes'),
    parameters: count,
    trainable: count.nullish(),
    settings: z.record(z.string(), z.json(), 'must be an object').nullish(),
  })
  .refine((layer) => (layer.trainable ?? 0) <= layer.parameters, {
    path: ['trainable'],
    message: 'must be at most parameters',
  })
const input = z.object({
  runId: z.string(),
  device: text(200).nullish(),
  layers: listOf(layer, ingestLimits.layers, 'layer'),
})

type Input = {
  readonly runId: string
  readonly device?: string | null | undefined
  /** In the model's order; checked here. */
  readonly layers: readonly unknown[]
}

/** Records the model of a run that a script logs, once: again is nothing. True: it is recorded now. */
export async function logLayers(db: Database, raw: Input): Promise<Outcome<boolean>> {
  const parsed = input.safeParse(raw)
  if (!parsed.success) return invalid(parsed.error)
  const { runId, device } = parsed.data
  const layers = parsed.data.layers.map(({ trainable: given, settings, ...layer }, index) => {
    const trainable = given ?? layer.parameters
    return {
      ...layer,
      index,
      trainable,
      nonTrainable: layer.parameters - trainable,
      settings: settings ?? {},
    }
  })
  const sum = (of: 'parameters' | 'trainable') => layers.reduce((total, each) => total + each[of], 0)
  const total = sum('parameters')
  const trainable = sum('trainable')
  if (!count.safeParse(total).success)
    return {
      ok: false,
      issues: [{ path: ['layers'], message: 'have too many parameters', code: 'INVALID_VALUE' }],
    }
  return db.$transaction(async (tx) => {
    const locked = await lockLoggedRun(tx, runId)
    if (!locked.ok) return locked
    const { run, at } = locked.value
    if ((await tx.layerSummary.count({ where: { runId } })) > 0) return done(false)
    await tx.layerSummary.createMany({ data: layers.map((each) => ({ ...each, runId })) })
    const payload = eventPayloads.LayersSummarized.parse({
      ...{ layers, device: device ?? '' },
      parameterCount: { total, trainable, nonTrainable: total - trainable },
    })
    await appendEvents(tx, run, {
      ...{ at, kind: 'UPDATED', events: [{ type: 'LayersSummarized', payload }] },
      run: { ...(device != null && { device }), totalParameters: total, trainableParameters: trainable },
    })
    return done(true)
  })
}
