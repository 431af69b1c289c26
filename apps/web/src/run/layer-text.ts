/** `26x26x128`; the batch axis, null, says nothing and is left out. */
export const outputShape = (shape: readonly (number | null)[]): string =>
  shape.filter((size) => size !== null).join('×')

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** `units 512, activation relu`: a layer's settings in one line. A switch that is on, as Keras leaves it, says nothing. */
export function settingsText(settings: unknown): string {
  if (!isRecord(settings)) return ''
  return Object.entries(settings)
    .filter(([, value]) => value !== true)
    .map(([name, value]) => `${words(name)} ${Array.isArray(value) ? value.join('×') : String(value)}`)
    .join(', ')
}

/** `kernelSize` as `kernel size`. */
export const words = (name: string): string => name.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase()
