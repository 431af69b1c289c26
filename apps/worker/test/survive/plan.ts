import type { Blow } from './blows.ts'
import { shuffled } from './draw.ts'
import type { Moment } from './moments.ts'

export type Kill = { readonly number: number; readonly moment: Moment; readonly blow: Blow }

/** Deals kills as the seed says: every moment meets every blow before one comes again. */
export class Deck {
  readonly #seed: number
  readonly #blows: readonly Blow[]
  readonly #left = new Map<Moment, Kill[]>()
  #dealt = 0
  #shuffles = 0

  constructor(seed: number, blows: readonly Blow[]) {
    this.#seed = seed
    this.#blows = blows
  }

  deal(moment: Moment): Kill {
    const left = this.#left.get(moment) ?? []
    this.#left.set(moment, left)
    if (left.length === 0)
      for (const blow of shuffled(this.#blows, this.#seed, `deck ${this.#shuffles++}`))
        left.push({ number: 0, moment, blow })
    const next = left.pop()
    if (!next) throw new Error('there are no blows')
    return next.number > 0 ? next : { ...next, number: ++this.#dealt }
  }

  /** For a kill whose run was over before its moment came: the next one of that moment. */
  putBack(kill: Kill): void {
    this.#left.get(kill.moment)?.push(kill)
  }
}
