/**
 * One training, in a process of its own: TensorFlow's calls block, and a crash in them takes only this process along.
 * It knows no database; what happens goes to the worker as messages.
 */
import { mkdirSync } from 'node:fs'
import os from 'node:os'
import type { RunConfig } from '@atelier/db'
import {
  type DatasetInfo,
  findDataset,
  loadTensorFlow,
  TrainingControl,
  type TrainingSpec,
  train,
} from '@atelier/ml-core'
import { isSuperseded, leaseFolder } from '../checkpoints/folder-lease.ts'
import { messageOf } from '../message-of.ts'
import { failureCause } from './failure-cause.ts'
import { type Order, order, type Report } from './messages.ts'
import { parseRun } from './spec-of.ts'
import { meterUsage } from './usage-meter.ts'

/** Events that may be on their way to the database while the training goes on. */
const MOST_UNRECORDED = 8

// The API, the database and the site share this machine: they answer at once while training takes what is left.
os.setPriority(os.constants.priority.PRIORITY_BELOW_NORMAL)

const control = new TrainingControl()
type TrainOrder = Extract<Order, { type: 'train' }>

let unrecorded = 0
let wake = () => {}
let allow = (_epochs: readonly number[]) => {}

process.on('message', (message) => obey(order.parse(message)))
// The worker is gone: nobody records any more.
process.on('disconnect', () => process.exit(0))
// Ctrl-C reaches every process of a terminal: the worker decides how the training ends.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => {})
await loadTensorFlow()
await send({ type: 'ready' })

function obey(received: Order): void {
  switch (received.type) {
    case 'train':
      meterUsage((usage) => void send({ type: 'usage', usage }).catch(() => {}))
      void run(received)
      break
    case 'stop':
      control.stop()
      break
    case 'hold':
      if (received.held) control.pause()
      else control.resume()
      break
    case 'steer':
      if (received.learningRate !== undefined) control.setLearningRate(received.learningRate)
      if (received.epochs !== undefined) control.setEpochs(received.epochs)
      break
    case 'recorded':
      unrecorded -= 1
      wake()
      break
    case 'remove':
      allow(received.epochs)
      break
  }
}

async function run({ config, dataFolder, from, ...rest }: TrainOrder): Promise<void> {
  const { checkpoints: folder, leaseNumber, recordedEpochs } = rest
  try {
    mkdirSync(folder, { recursive: true })
    const beforeWrite = () => leaveIfSuperseded(folder, leaseNumber)
    beforeWrite()
    leaseFolder(folder, leaseNumber)
    const dataset = findDataset(config.dataset)
    if (!dataset) throw new Error(`there is no data set "${config.dataset}"`)
    const options = { dataFolder, control, resume: { recordedEpochs }, ...(from && { from }) }
    const checkpoints = { folder, beforeWrite, mayRemove }
    for await (const event of train(specOf(config, dataset), { ...options, checkpoints })) {
      unrecorded += 1
      await send({ type: 'event', event })
      await until(() => unrecorded < MOST_UNRECORDED || control.signal.aborted)
    }
    process.disconnect()
  } catch (error) {
    console.error(error)
    const cause = failureCause(error, { dataFolder, name: config.dataset })
    await send({ type: 'failed', cause, reason: messageOf(error) })
    process.exit(1)
  }
}

/** The worker knows whether forks wait for them. */
async function mayRemove(epochs: readonly number[]): Promise<readonly number[]> {
  const allowed = Promise.withResolvers<readonly number[]>()
  allow = allowed.resolve
  await send({ type: 'mayRemove', epochs: [...epochs] })
  return allowed.promise
}

/** Somebody else trains the run by now, as after this machine was asleep: nothing of this process counts any more. */
function leaveIfSuperseded(folder: string, leaseNumber: bigint): void {
  if (!isSuperseded(folder, leaseNumber)) return
  console.error('another process trains this run by now')
  process.exit(1)
}

function specOf(config: RunConfig, dataset: DatasetInfo): TrainingSpec {
  const parsed = parseRun(config, dataset)
  if (parsed.ok) return parsed.value
  const problems = parsed.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`)
  throw new Error(`these settings cannot be trained: ${problems.join('; ')}`)
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) {
    const woken = Promise.withResolvers<void>()
    wake = woken.resolve
    await woken.promise
  }
}

function send(message: Report): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  if (!process.send) throw new Error('a training process is started by a worker')
  process.send(message, undefined, undefined, (error: Error | null) => (error ? reject(error) : resolve()))
  return promise
}
