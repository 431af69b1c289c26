/** The settings that tell layers of one type apart, in a few characters. */
export function keySetting(settings: Readonly<Record<string, unknown>>): string {
  const { units, filters, kernelSize, rate, axis, activation } = settings
  const kernel = Array.isArray(kernelSize) ? kernelSize.join('×') : kernelSize
  const shown = activation === 'linear' ? undefined : activation
  return [units, filters, kernel, rate, axis === undefined || axis === -1 ? undefined : `axis ${axis}`, shown]
    .filter((part) => part !== undefined)
    .map(String)
    .join(' ')
}
