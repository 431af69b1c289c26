/** Values of hyperparameters as they are compared and searched. */
type Parameter = string | number | boolean | null | readonly unknown[]

const DEEPEST = 10

/** Hyperparameters under flat names: `{optimizer: {lr: 1}}` becomes `{'optimizer.lr': 1}`. */
export function flatParameters(config: Readonly<Record<string, unknown>>): Record<string, Parameter> {
  const flat: Record<string, Parameter> = {}
  const add = (entries: object, prefix: string, depth: number) => {
    for (const [key, value] of Object.entries(entries)) {
      const name = `${prefix}${key}`
      if (isPlainObject(value) && depth < DEEPEST) add(value, `${name}.`, depth + 1)
      else if (value !== undefined) flat[name] = plain(value)
    }
  }
  add(config, '', 0)
  return flat
}

const isPlainObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date)

/** What has no counterpart in JSON becomes its text. */
function plain(value: unknown): Parameter {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return value
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value)
  if (value instanceof Date) return value.toISOString()
  return Array.isArray(value) ? value.map(plain) : String(value)
}
