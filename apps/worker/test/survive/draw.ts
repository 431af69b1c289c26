import { createHash } from 'node:crypto'

/** A number from 0 (included) to 1 (excluded) that a seed gives for a purpose: whenever it is asked, the same. */
export const draw = (seed: number, purpose: string): number =>
  createHash('sha256').update(`${seed} ${purpose}`).digest().readUInt32BE() / 2 ** 32

/** The items in an order that the seed gives. */
export const shuffled = <T>(items: readonly T[], seed: number, purpose: string): T[] =>
  items
    .map((item, index) => ({ item, place: draw(seed, `${purpose} ${index}`) }))
    .sort((a, b) => a.place - b.place)
    .map(({ item }) => item)
