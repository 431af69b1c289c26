/** The fields that were given: GraphQL sends null where one was left out. Anything but an object stays as it is. */
export function withoutNulls(input: Readonly<Record<string, unknown>>): Record<string, unknown>
export function withoutNulls(input: unknown): unknown
export function withoutNulls(input: unknown): unknown {
  return isObject(input)
    ? Object.fromEntries(Object.entries(input).filter(([, value]) => value !== null))
    : input
}

/** Nothing, or an object without a field: how a person switches off what a recipe would switch on. */
export function isSwitchedOff(input: unknown): boolean {
  if (input === null || input === undefined) return true
  return isObject(input) && Object.values(input).every((value) => value === null || value === undefined)
}

const isObject = (input: unknown): input is object =>
  typeof input === 'object' && input !== null && !Array.isArray(input)
