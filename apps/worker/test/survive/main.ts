import { parseArgs } from 'node:util'
import { allBlows, type Report, type Survived, survive } from './survive.ts'

/**
 * `npm run test:survive [-- --kills N --seed S --lease SECONDS --only BLOW]`: kills the product's processes at drawn moments while
 * runs train, and says what of it did not hold. The same seed draws the same kills.
 */
const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '200' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    lease: { type: 'string', default: '6' },
    only: { type: 'string', multiple: true },
  },
})

/** Within so many seconds the state is right again. */
const PROMISED_SECONDS = 15

const say = (line: string): void => void process.stdout.write(`${line}\n`)
const [kills, seed] = [Number(values.kills), Number(values.seed)]
say(`${kills} kills, --seed ${seed}`)
const since = Date.now()
const only = values.only && allBlows.filter((blow) => values.only?.includes(blow))
const { survived, problems } = await survive({
  ...{ kills, seed, say, built: true, only, leaseSeconds: Number(values.lease) },
})
const late = survived.filter((kill) => seconds(kill) > PROMISED_SECONDS)
tell({ survived, problems })
process.exitCode = problems.length === 0 && late.length === 0 ? 0 : 1

function tell({ survived, problems }: Report): void {
  say(`\n${survived.length} kills in ${((Date.now() - since) / 60_000).toFixed(1)} minutes, --seed ${seed}`)
  say(`${'seconds until right'.padEnd(28)} kills  median     90 %     most`)
  for (const by of ['blow', 'moment'] as const)
    for (const [name, group] of Object.entries(Object.groupBy(survived, (kill) => kill[by])))
      row(name, group ?? [])
  row('all', survived)
  say(`later than ${PROMISED_SECONDS} s: ${late.length}`)
  say(problems.length === 0 ? 'nothing was lost' : problems.join('\n'))
}

function row(name: string, kills: readonly Survived[]): void {
  const sorted = kills.map(seconds).sort((a, b) => a - b)
  const at = (share: number) => (sorted[Math.ceil(share * sorted.length) - 1] ?? 0).toFixed(1).padStart(8)
  say(`${name.padEnd(28)} ${String(sorted.length).padStart(5)}${at(0.5)} ${at(0.9)} ${at(1)}`)
}

function seconds({ milliseconds }: Survived): number {
  return milliseconds / 1000
}
