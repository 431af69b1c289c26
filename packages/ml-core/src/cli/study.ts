#!/usr/bin/env node
import path from 'node:path'
import { findDataset } from '../datasets/catalogue.ts'
import { messageOf } from '../message-of.ts'
import { parseTraining } from '../spec/training.ts'
import { optionIssue, readStudyOptions, type StudyOptions, USAGE } from './study-options.ts'
import { StudyRecord } from './study-record.ts'
import { StudyReport } from './study-report.ts'

/** Runs the command. Gives the exit status: 0 done, 1 failed, 2 wrong arguments, 130 stopped by Ctrl-C. */
async function main(): Promise<number> {
  const options = optionsOrProblem()
  if (typeof options === 'string') {
    process.stderr.write(`${options}\n\n${USAGE}`)
    return 2
  }
  if (options.help) {
    process.stdout.write(USAGE)
    return 0
  }
  const info = findDataset('fashion-mnist')
  if (!info) throw new Error('the catalogue has no Fashion-MNIST')
  const parsed = parseTraining(options.training, info)
  if (!parsed.ok) {
    for (const issue of parsed.issues) process.stderr.write(`${optionIssue(issue.path, issue.message)}\n`)
    return 2
  }
  const stop = new AbortController()
  process.once('SIGINT', () => stop.abort())
  process.once('SIGTERM', () => stop.abort())
  const record = new StudyRecord(options.model, parsed.value.seed)
  const report = options.json ? undefined : new StudyReport(process.stdout, parsed.value, info.labels)
  const { checkpoints, resume } = options
  const kept = checkpoints === null ? {} : { checkpoints: { folder: path.resolve(checkpoints) }, resume }
  // Loaded only now: what is wrong with the arguments is said at once, without TensorFlow.
  const { train } = await import('../runtime/start.ts')
  const data = { dataFolder: dataFolder(), signal: stop.signal }
  for await (const event of train(parsed.value, { ...data, ...kept })) {
    record.add(event)
    report?.add(event)
  }
  if (options.json) process.stdout.write(`${JSON.stringify(record.result(), null, 1)}\n`)
  return stop.signal.aborted ? 130 : 0
}

const dataFolder = (): string =>
  path.resolve(process.env.ATELIER_DATA ?? path.join(import.meta.dirname, '../../../../.atelier'))

/** The options, or a sentence that says what is wrong with them. */
function optionsOrProblem(): StudyOptions | string {
  try {
    return readStudyOptions(process.argv.slice(2))
  } catch (error) {
    return messageOf(error)
  }
}

try {
  process.exitCode = await main()
} catch (error) {
  process.stderr.write(`\nThe study failed: ${messageOf(error)}\n`)
  process.exitCode = 1
}
