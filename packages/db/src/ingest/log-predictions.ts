import { z } from 'zod'
import type { Database, Transaction } from '../database.ts'
import { appendEvents } from '../events/append-events.ts'
import type { PredictionSet } from '../generated/prisma/client.ts'
import { Split } from '../generated/prisma/enums.ts'
import { done, invalid, type Outcome, refused } from '../outcome.ts'
import { littleEndian } from '../runs/predictions.ts'
import { count, epochIndex, ingestLimits, listOf, share } from './input-rules.ts'
import { lockLoggedRun } from './lock-logged-run.ts'

/** Examples that one split of an epoch may have, over all calls. */
const SET_EXAMPLES = 1_000_000
const classNumber = z
  .int('must be a whole number')
  .min(0, 'must be at least 0')
  .max(255, 'must be at most 255')
const input = z
  .object({
    runId: z.string(),
    epoch: epochIndex,
    split: z.enum(Split),
    firstExample: count.max(SET_EXAMPLES, `must be at most ${SET_EXAMPLES.toLocaleString('en')}`),
    actual: listOf(classNumber, ingestLimits.examples, 'example'),
    predicted: z.array(classNumber),
    confidence: z.array(share),
  })
  .superRefine(({ actual, predicted, confidence }, context) => {
    for (const [path, { length }] of Object.entries({ predicted, confidence }))
      if (length !== actual.length)
        context.addIssue({
          ...{ code: 'custom', path: [path] },
          message: `must have ${actual.length} entries as actual has, not ${length}`,
        })
  })
type Input = z.output<typeof input>

/**
 * Records how a script's model judged single examples of a split after an epoch. A further call goes on where the one
 * before ended; examples that are there already stay as they are. True: something is recorded now.
 */
export async function logPredictions(db: Database, raw: z.input<typeof input>): Promise<Outcome<boolean>> {
  const parsed = input.safeParse(raw)
  if (!parsed.success) return invalid(parsed.error)
  return db.$transaction(async (tx) => {
    const locked = await lockLoggedRun(tx, parsed.data.runId)
    if (!locked.ok) return locked
    const { run, at } = locked.value
    const stored = await store(tx, parsed.data)
    if (stored.ok && stored.value) await appendEvents(tx, run, { at, kind: 'UPDATED', events: [] })
    return stored
  })
}

async function store(tx: Transaction, given: Input): Promise<Outcome<boolean>> {
  const { runId, epoch, split, firstExample } = given
  const key = { runId, epoch, split }
  const known = await tx.predictionSet.findUnique({ where: { runId_epoch_split: key } })
  if (!known) {
    await tx.predictionSet.create({ data: { ...key, firstExample, ...columnsOf(given, 0) } })
    return done(true)
  }
  const next = known.firstExample + known.actual.length
  if (firstExample < known.firstExample || firstExample > next)
    return refused(
      ['firstExample'],
      `must be from ${known.firstExample} to ${next}: the examples of an epoch's split are sent in order`,
      'CONFLICT',
    )
  const had = next - firstExample
  if (had >= given.actual.length) return done(false)
  if (next + given.actual.length - had > SET_EXAMPLES)
    return refused(['actual'], `one split may have ${SET_EXAMPLES} examples`, 'INVALID_VALUE')
  await tx.predictionSet.update({
    where: { runId_epoch_split: key },
    data: joined(known, columnsOf(given, had)),
  })
  return done(true)
}

type Columns = Pick<PredictionSet, 'actual' | 'predicted' | 'confidence'>

const columnsOf = ({ actual, predicted, confidence }: Input, from: number): Columns => ({
  actual: Uint8Array.from(actual.slice(from)),
  predicted: Uint8Array.from(predicted.slice(from)),
  confidence: littleEndian(Float32Array.from(confidence.slice(from))),
})

const joined = (one: Columns, other: Columns): Columns => ({
  actual: concat(one.actual, other.actual),
  predicted: concat(one.predicted, other.predicted),
  confidence: concat(one.confidence, other.confidence),
})

function concat(one: Uint8Array, other: Uint8Array): Uint8Array<ArrayBuffer> {
  const both = new Uint8Array(one.length + other.length)
  both.set(one)
  both.set(other, one.length)
  return both
}
