/** A number as people type it, `3e-4` and `10,000` included; NaN for anything else. */
export function typedNumber(text: string): number {
  const plain = text.replaceAll(',', '').trim()
  return plain === '' ? Number.NaN : Number(plain)
}

/** A check of a form's field. */
export const isNumber = (text: string): true | string =>
  Number.isFinite(typedNumber(text)) || 'must be a number'

/** A check of a form's field: what no answer of the server could name, since GraphQL has no other Int. */
export const isWhole = (text: string): true | string =>
  (Number.isInteger(typedNumber(text)) && Math.abs(typedNumber(text)) < 2 ** 31) || 'must be a whole number'
