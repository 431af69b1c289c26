/** The same function as golden/keras/fixed_numbers.py: entry i, between -1 and 1. */
export function fixedNumbers(count: number, salt: number): Float64Array {
  return Float64Array.from({ length: count }, (_, index) => {
    let h = (index + salt * 2 ** 20) | 0
    h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
    h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
    return (((h ^ (h >>> 16)) >>> 0) / 2 ** 32) * 2 - 1
  })
}
