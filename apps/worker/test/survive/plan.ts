import { type Blow, blows } from './blows.ts'
import { shuffled } from './draw.ts'
import { courses, type Moment } from './moments.ts'

export type Kill = { readonly number: number; readonly moment: Moment; readonly blow: Blow }

/** The kills of each run: every moment meets every blow before one comes again, in an order that the seed gives. */
export function planned(kills: number, seed: number, site: boolean): Kill[][] {
  const names = Object.keys(blows).filter((name): name is Blow => name in blows && (site || name !== 'site'))
  const decks = new Map<Moment, Blow[]>()
  let shuffles = 0
  const deal = (moment: Moment): Blow => {
    const deck = decks.get(moment) ?? []
    if (deck.length === 0) deck.push(...shuffled(names, seed, `deck ${shuffles++}`))
    decks.set(moment, deck)
    return deck.pop() ?? 'power cut'
  }
  const runs: Kill[][] = []
  for (let number = 0; number < kills; ) {
    const course = courses[runs.length % courses.length] ?? []
    const run = course.slice(0, kills - number).map((moment) => {
      number += 1
      return { number, moment, blow: deal(moment) }
    })
    runs.push(run)
  }
  return runs
}
