import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { isDeepStrictEqual, parseArgs } from 'node:util'
import { listCheckpoints } from '../../src/checkpoint/folder.ts'
import { seededRandom } from '../../src/runtime/random.ts'
import { trainKilled } from './killed-training.ts'
import { smallInput, variablesIn } from './small-training.ts'

/**
 * `npm run test:kill`: a preset's training, killed many times at random moments, against one that was not. `life`: the
 * seconds that a process has at most; `seconds`: from one checkpoint within an epoch to the next.
 */
const { values: options } = parseArgs({
  options: {
    model: { type: 'string', default: 'cnn' },
    precision: { type: 'string', default: 'float32' },
    kills: { type: 'string', default: '20' },
    epochs: { type: 'string', default: '12' },
    images: { type: 'string', default: '640' },
    life: { type: 'string', default: '25' },
    seconds: { type: 'string', default: '2' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
  },
})

const { model: _, batchSize: __, ...recipe } = smallInput
const input = {
  ...{ ...recipe, model: { preset: options.model }, precision: options.precision },
  ...{ epochs: Number(options.epochs), trainLimit: Number(options.images) },
}
const root = mkdtempSync(path.join(tmpdir(), 'atelier-kill-'))
const say = (text: string): void => void process.stdout.write(`${text}\n`)
const train = (name: string, kills: number) =>
  trainKilled({
    ...{ input, kills, say, folder: path.join(root, name), everySeconds: Number(options.seconds) },
    longestLife: Number(options.life) * 1000,
    random: seededRandom(Number(options.seed), 'kills'),
  })
try {
  say(`${options.model} ${options.precision}, ${options.kills} kills, --seed ${options.seed}`)
  const [whole, killed] = [await train('whole', 0), await train('killed', Number(options.kills))]
  const [last = '', expected = ''] = ['killed', 'whole'].map(
    (name) => listCheckpoints(path.join(root, name))[0]?.path,
  )
  const sameHistory = isDeepStrictEqual(killed, whole)
  const sameWeights = isDeepStrictEqual(variablesIn(last), variablesIn(expected))
  say(`history ${sameHistory ? 'equal' : 'DIFFERENT'}, weights ${sameWeights ? 'equal' : 'DIFFERENT'}`)
  process.exitCode = sameHistory && sameWeights ? 0 : 1
} finally {
  rmSync(root, { recursive: true })
}
