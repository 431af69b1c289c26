/** Numbers from 0 (included) to 1 (excluded). */
export type Random = () => number

/**
 * sfc32 (Chris Doty-Humphrey's Small Fast Counting generator, PractRand), seeded by a number and a purpose, so that
 * weights and shuffles of one run do not share a stream.
 */
export function seededRandom(seed: number, purpose: string): Random {
  // All four stay int32: V8 computes them without a detour through doubles.
  let [a, b, c, counter] = [seed | 0, hash(purpose) | 0, 0x9e3779b9 | 0, 1]
  const next: Random = () => {
    const sum = (((a + b) | 0) + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (((c << 21) | (c >>> 11)) + sum) | 0
    return (sum >>> 0) / 0x1_0000_0000
  }
  for (let warmUp = 0; warmUp < 12; warmUp++) next()
  return next
}

/** A standard normal number (Box and Muller, 1958). */
export const normal = (random: Random): number =>
  Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())

/** Fowler-Noll-Vo hash (FNV-1a, 32 bits). */
function hash(text: string): number {
  let value = 0x811c9dc5
  for (let index = 0; index < text.length; index++)
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193)
  return value
}

/** The numbers from 0 to count - 1 in random order (Fisher and Yates; Durstenfeld's in-place form). */
export function permutation(count: number, random: Random): Int32Array {
  const order = Int32Array.from({ length: count }, (_, index) => index)
  for (let last = count - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1))
    const kept = order[last] ?? 0
    order[last] = order[other] ?? 0
    order[other] = kept
  }
  return order
}
