#!/usr/bin/env node
import { randomInt } from 'node:crypto'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { findDataset } from '../datasets/catalogue.ts'
import { train } from '../runtime/train.ts'
import { LARGEST_SEED, parseTraining, type TrainingInput } from '../spec/training.ts'
import { StudyRecord } from './study-record.ts'
import { StudyReport } from './study-report.ts'

const USAGE = `The Fashion-MNIST study in the terminal.

  npm run study -- --model mlp            the report's multilayer perceptron, 50 epochs
  npm run study -- --model cnn --epochs 1 --train-limit 640

  --model NAME         mlp or cnn (default mlp)
  --epochs N           passes over the training images (default 50)
  --batch-size N       images a step (default 64)
  --learning-rate X    Adam's learning rate (default 0.001)
  --train-limit N      only the first N training images
  --validation-split X share of the training images to validate on, instead of the test set
  --precision P        float32 or bfloat16 (default float32)
  --seed N             repeats a run exactly (default: drawn, and printed)
  --json               one JSON object on standard output, nothing else
  --help               this text
`

/** Runs the command. Gives the exit status: 0 done, 1 failed, 2 wrong arguments, 130 stopped by Ctrl-C. */
async function main(): Promise<number> {
  const options = readOptions()
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
    for (const issue of parsed.issues) process.stderr.write(`${optionOf(issue.path)}: ${issue.message}\n`)
    return 2
  }
  const stop = new AbortController()
  process.once('SIGINT', () => stop.abort())
  process.once('SIGTERM', () => stop.abort())
  const record = new StudyRecord(options.model, parsed.value.seed)
  const report = options.json ? undefined : new StudyReport(process.stdout, parsed.value, info.labels)
  for await (const event of train(parsed.value, { dataFolder: dataFolder(), signal: stop.signal })) {
    record.add(event)
    report?.add(event)
  }
  if (options.json) process.stdout.write(`${JSON.stringify(record.result(), null, 1)}\n`)
  return stop.signal.aborted ? 130 : 0
}

const dataFolder = (): string =>
  path.resolve(process.env.ATELIER_DATA ?? path.join(import.meta.dirname, '../../../../.atelier'))

type Options = { model: string; json: boolean; help: boolean; training: TrainingInput }

/** The options, or a sentence that says what is wrong with them. */
function readOptions(): Options | string {
  try {
    const { values } = parseArgs({
      options: {
        model: { type: 'string', default: 'mlp' },
        epochs: { type: 'string' },
        'batch-size': { type: 'string' },
        'learning-rate': { type: 'string' },
        'train-limit': { type: 'string' },
        'validation-split': { type: 'string' },
        precision: { type: 'string' },
        seed: { type: 'string' },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    })
    const number = (text: string | undefined): number | undefined =>
      text === undefined ? undefined : Number(text)
    return {
      model: values.model,
      json: values.json,
      help: values.help,
      training: {
        model: { preset: values.model },
        optimizer: { learningRate: number(values['learning-rate']) },
        epochs: number(values.epochs),
        batchSize: number(values['batch-size']),
        trainLimit: number(values['train-limit']),
        validationSplit: number(values['validation-split']),
        precision: values.precision,
        seed: number(values.seed) ?? randomInt(LARGEST_SEED),
      },
    }
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

/** `["model", "preset"]` as the option that sets it. */
const optionOf = (field: readonly string[]): string => {
  const name = field[0] === 'model' ? 'model' : (field.at(-1) ?? '')
  return `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`
}

try {
  process.exitCode = await main()
} catch (error) {
  process.stderr.write(`\nThe study failed: ${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
}
