/**
 * training-child.ts FOLDER SECONDS INPUT: trains INPUT (JSON), with checkpoints in FOLDER every so many SECONDS, and
 * resumes what it finds there. Prints each event as a line of JSON; it is there to be killed.
 */
import { type TrainingInput, train } from '../../src/index.ts'
import { dataFolder } from './data-folder.ts'
import { specOf } from './small-training.ts'

const [folder = '', everySeconds = '', input = ''] = process.argv.slice(2)
const parsed: TrainingInput = JSON.parse(input)
const checkpoints = { folder, everySeconds: Number(everySeconds) }
for await (const event of train(specOf(parsed), { dataFolder, checkpoints, resume: true }))
  process.stdout.write(
    `${JSON.stringify(event, (_, value) => (ArrayBuffer.isView(value) && 'values' in value ? Object.values(value) : value))}\n`,
  )
